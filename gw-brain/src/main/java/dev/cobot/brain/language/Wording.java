package dev.cobot.brain.language;

import java.util.List;
import java.util.Set;

/**
 * How a skill is asked for, to train the language domain with. In a frame {@code {T}} and {@code
 * {D}} stand for the phrases of target and destination, {@code {p}}, {@code {l}} and {@code {i}}
 * for a verb of picking, a verb of placing and a preposition of placing.
 *
 * @param frames sentences to train with; a frame that stands twice is drawn twice as often
 * @param heldOutFrames sentences that only a measurement shows
 */
public record Wording(SkillRoles asks, List<String> frames, List<String> heldOutFrames) {
  public Wording {
    frames = List.copyOf(frames);
    heldOutFrames = List.copyOf(heldOutFrames);
    if (frames.isEmpty() || heldOutFrames.isEmpty()) {
      throw new IllegalArgumentException(
          "the wording of '%s' needs frames to train with and frames to measure with, got %d and %d"
              .formatted(asks.skill(), frames.size(), heldOutFrames.size()));
    }
  }

  public String skill() {
    return asks.skill();
  }

  public Set<Role> roles() {
    return asks.roles();
  }
}
