#!/usr/bin/env python3
"""close-window.py PID: asks the visible window of a process to close, as its close button does.

ICCCM 4.2.8.1: a client message WM_PROTOCOLS with WM_DELETE_WINDOW. Without a window manager there is no
button to press, and a page that closes itself is destroyed without its program being asked.
Needs libX11 alone. Exits with 1 when the process has no visible window.
"""
import ctypes
import sys

ATOM, WINDOW, BOOL = ctypes.c_ulong, ctypes.c_ulong, ctypes.c_int
VIEWABLE, CLIENT_MESSAGE, FORMAT_LONG = 2, 33, 32

x11 = ctypes.CDLL("libX11.so.6")


class Attributes(ctypes.Structure):
    """XWindowAttributes up to map_state, and room for the rest."""

    _fields_ = [
        ("geometry", ctypes.c_int * 5),
        ("visual", ctypes.c_void_p),
        ("root", WINDOW),
        ("kinds", ctypes.c_int * 4),
        ("planes", ctypes.c_ulong * 2),
        ("save_under", BOOL),
        ("colormap", ctypes.c_ulong),
        ("map_installed", BOOL),
        ("map_state", ctypes.c_int),
        ("rest", ctypes.c_long * 8),
    ]


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent, as large as an XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", BOOL),
        ("display", ctypes.c_void_p),
        ("window", WINDOW),
        ("message_type", ATOM),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 16),
    ]


x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XDefaultRootWindow.restype = WINDOW
x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
x11.XInternAtom.restype = ATOM
x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, BOOL]
x11.XQueryTree.argtypes = [ctypes.c_void_p, WINDOW] + [ctypes.c_void_p] * 4
x11.XGetWindowAttributes.argtypes = [ctypes.c_void_p, WINDOW, ctypes.c_void_p]
x11.XGetWindowProperty.argtypes = (
    [ctypes.c_void_p, WINDOW, ATOM, ctypes.c_long, ctypes.c_long, BOOL, ATOM] + [ctypes.c_void_p] * 5
)
x11.XSendEvent.argtypes = [ctypes.c_void_p, WINDOW, BOOL, ctypes.c_long, ctypes.c_void_p]
x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
x11.XFree.argtypes = [ctypes.c_void_p]


def children(display, window):
    root, parent, count = WINDOW(), WINDOW(), ctypes.c_uint()
    found = ctypes.POINTER(WINDOW)()
    x11.XQueryTree(display, window, *map(ctypes.byref, (root, parent, found, count)))
    windows = [found[index] for index in range(count.value)]
    if windows:
        x11.XFree(found)
    return windows


def pid_of(display, window, atom):
    kind, size, count, after = ATOM(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
    value = ctypes.POINTER(ctypes.c_ulong)()
    out = map(ctypes.byref, (kind, size, count, after, value))
    x11.XGetWindowProperty(display, window, atom, 0, 1, 0, 0, *out)
    if not count.value:
        return None
    pid = value[0]
    x11.XFree(value)
    return pid


def visible(display, window):
    attributes = Attributes()
    x11.XGetWindowAttributes(display, window, ctypes.byref(attributes))
    return attributes.map_state == VIEWABLE


def main():
    display = x11.XOpenDisplay(None)
    if not display:
        sys.exit("there is no X display")
    name, protocols, delete = (
        x11.XInternAtom(display, atom, 0) for atom in (b"_NET_WM_PID", b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
    )
    waiting = children(display, x11.XDefaultRootWindow(display))
    while waiting:
        window = waiting.pop()
        if pid_of(display, window, name) == int(sys.argv[1]) and visible(display, window):
            event = ClientMessage(type=CLIENT_MESSAGE, window=window, message_type=protocols, format=FORMAT_LONG)
            event.data[0] = delete
            x11.XSendEvent(display, window, 0, 0, ctypes.byref(event))
            x11.XCloseDisplay(display)
            return
        # A window manager puts programs' windows into frames of its own.
        waiting += children(display, window)
    sys.exit("the process has no visible window")


main()
