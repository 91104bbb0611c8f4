/** An attachment: tells each time an element comes into view, also where it is scrolled there within another one. */
export function inView(oncome: () => void): (element: Element) => () => void {
  return (element) => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) oncome();
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
}
