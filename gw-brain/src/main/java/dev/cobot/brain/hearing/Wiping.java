package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.Reference;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;
import java.util.Optional;

/** "Wipe the table with the cloth": what is wiped with is the target; unsaid, it is a cloth. */
final class Wiping implements IntentRule {
  /** The intent, and the skill. */
  static final String WIPE = "wipe";

  /** What is said of wiping that is not done. */
  static final String WHAT_IS_DONE = "I wipe the whole table with a cloth, and nothing else";

  private static final Reference CLOTH = new Reference(ObjectKind.CLOTH, null);

  private final Frames frames;

  Wiping(Frames frames) {
    this.frames = frames;
  }

  @Override
  public Optional<Course> of(List<String> said, String intent) {
    return frames.match(WIPE, said).map(match -> course(match.get(Frames.TARGET)));
  }

  private static Course course(Phrase said) {
    Phrase target = said;
    if (target == null) {
      target = new Phrase();
      target.pointTo(CLOTH);
    }
    ObjectKind kind = target.reference().kind();
    boolean isOther = kind != null && kind != ObjectKind.CLOTH;
    return new Course(
        WIPE,
        Optional.of(target),
        Optional.empty(),
        isOther
            ? Optional.of(new Objection(Cause.UNSUPPORTED, Stage.AT_ONCE, WHAT_IS_DONE, null))
            : Optional.empty());
  }
}
