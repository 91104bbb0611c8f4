import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  coarseUsage,
  exactUsage,
  memoryOfTree,
  parsePss,
  parseSchedstat,
  parseStatTime,
  UsageSum,
} from '../../bench/process-usage';

describe('what /proc says', () => {
  it('takes the proportional size, not its parts', () => {
    expect(parsePss('Rss:   9000 kB\nPss:    4242 kB\nPss_Dirty:  17 kB\n')).toBe(4242);
    expect(parsePss('')).toBe(0);
  });

  it('reads times behind a name with spaces and brackets', () => {
    const stat = '42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 7 5 0 0 20 0 3 0 100 1 1';
    expect(parseStatTime(stat)).toBe(120);
  });

  it('reads nanoseconds as milliseconds', () => {
    expect(parseSchedstat('4458417 9281675 4\n')).toBeCloseTo(4.458417);
  });
});

describe('UsageSum', () => {
  it('keeps what ended processes used and adds what new ones do', () => {
    const sum = new UsageSum();
    expect(
      sum.add(
        new Map([
          ['1', 10],
          ['2', 5],
        ]),
      ),
    ).toBe(15);
    expect(sum.add(new Map([['1', 12]]))).toBe(17);
    expect(
      sum.add(
        new Map([
          ['1', 12],
          ['3', 4],
        ]),
      ),
    ).toBe(21);
  });
});

describe.runIf(process.platform === 'linux')('a real process tree', () => {
  it('is counted with its children', async () => {
    const script =
      "const c=require('node:child_process').spawn(process.execPath,['-e','let i=0;while(i<3e8)i++;process.send(1);setInterval(()=>{},1e3)'],{stdio:['ignore','ignore','ignore','ipc']});c.on('message',()=>process.send(c.pid))";
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const [child] = (await once(parent, 'message')) as [number];
    try {
      const pid = parent.pid ?? 0;
      expect(await memoryOfTree(pid)).toBeGreaterThan(await memoryOfTree(child));
      const exact = new UsageSum().add(await exactUsage(pid));
      const coarse = new UsageSum().add(await coarseUsage([pid, child]));
      expect(exact).toBeGreaterThan(100);
      // Ended threads are in the one alone, whole ticks in the other.
      expect(Math.abs(exact - coarse)).toBeLessThan(0.5 * exact);
    } finally {
      process.kill(child, 'SIGKILL');
      parent.kill('SIGKILL');
    }
  });

  it('weighs nothing once it has ended', async () => {
    const gone = spawn(process.execPath, ['-e', '0']);
    await once(gone, 'exit');
    expect(await memoryOfTree(gone.pid ?? 0)).toBe(0);
  });
});
