package dev.cobot.brain.belief;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which camera showed a track last, and whether it still does. Cameras need not look at one time: a
 * track is lost only once the camera that showed it has looked again without it.
 */
final class Showing {
  /** A camera that has not looked for so long tells nothing. */
  private static final long SILENT_NANOS = 500_000_000L;

  private record Shown(String camera, long stampNanos) {}

  private final Set<String> looking = new HashSet<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, Shown> last = new HashMap<>();

  /** New tracks that may be others which have moved, by the new one's name. */
  private final Map<String, String> doubts = new LinkedHashMap<>();

  private final Map<String, Long> doubtedAt = new HashMap<>();
  private long nowNanos = Long.MIN_VALUE;

  /** Says which cameras look now. */
  void begin(List<Look> moment) {
    looking.clear();
    for (Look look : moment) {
      looking.add(look.camera().id());
      newest.merge(look.camera().id(), look.stampNanos(), Math::max);
      nowNanos = Math.max(nowNanos, look.stampNanos());
    }
  }

  /** Says that a picture shows a track. */
  void shown(String track, Look look) {
    Shown before = last.get(track);
    if (before == null || look.stampNanos() >= before.stampNanos()) {
      last.put(track, new Shown(look.camera().id(), look.stampNanos()));
    }
  }

  /** Whether no camera shows the track where it was. */
  boolean isLost(String track) {
    Shown shown = last.get(track);
    return shown == null
        || newest.get(shown.camera()) > shown.stampNanos()
        || nowNanos - shown.stampNanos() > SILENT_NANOS;
  }

  /** Whether the camera that showed the track last has not looked again: it may have moved. */
  boolean isUnsettled(String track) {
    Shown shown = last.get(track);
    return shown != null && !looking.contains(shown.camera()) && !isLost(track);
  }

  /** Says that a new track may be another one that its camera has not missed yet. */
  void doubt(String appeared, String other) {
    doubts.put(appeared, other);
    doubtedAt.put(appeared, nowNanos);
  }

  /** Returns those of the doubted that are one: the other is lost. Drops those that are two. */
  Map<String, String> settled() {
    Map<String, String> one = new LinkedHashMap<>();
    doubts
        .entrySet()
        .removeIf(
            doubt -> {
              Shown other = last.get(doubt.getValue());
              boolean lost = isLost(doubt.getValue());
              if (lost) {
                one.put(doubt.getKey(), doubt.getValue());
              }
              boolean isThere = other != null && other.stampNanos() > doubtedAt.get(doubt.getKey());
              return lost || isThere;
            });
    doubtedAt.keySet().retainAll(doubts.keySet());
    return one;
  }

  /** Says that a track goes on under another's name. */
  void renamed(String from, String to) {
    Shown shown = last.remove(from);
    if (shown != null) {
      last.put(to, shown);
    }
  }

  /** Forgets all other tracks. */
  void keep(Collection<Track> tracks) {
    Set<String> ids = tracks.stream().map(Track::id).collect(Collectors.toSet());
    last.keySet().retainAll(ids);
    doubts.entrySet().removeIf(d -> !ids.contains(d.getKey()) || !ids.contains(d.getValue()));
    doubtedAt.keySet().retainAll(doubts.keySet());
  }
}
