package dev.cobot.node.episodes;

import java.time.Instant;
import java.util.Optional;

/**
 * A process of this machine, which its number alone does not tell: numbers are used again.
 *
 * @param beganMillis when it began, epoch milliseconds; 0 where the system does not tell
 */
record RunningProcess(long pid, long beganMillis) {
  static RunningProcess current() {
    return of(ProcessHandle.current());
  }

  private static RunningProcess of(ProcessHandle handle) {
    return new RunningProcess(
        handle.pid(), handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  boolean isAlive() {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return handle.isPresent() && of(handle.get()).equals(this);
  }
}
