package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Objection.Cause;
import dev.cobot.brain.language.Objection.Stage;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.SpatialRelation;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * "Take the bottle out of the bowl": the target is picked, and where it is taken from tells which
 * one is meant.
 */
final class TakingOut implements IntentRule {
  private static final String PICK = "pick";
  private static final String TAKE_OUT = "take_out";

  /** "Lift the cup in the bowl" is taken for where the cup is only where the reader does so too. */
  private static final String PICK_THERE = "pick_there";

  private static final Set<String> PICKING = Set.of(PICK, TAKE_OUT);

  private final Frames frames;

  TakingOut(Frames frames) {
    this.frames = frames;
  }

  @Override
  public Optional<Course> of(List<String> said, String intent) {
    return frames
        .match(TAKE_OUT, said)
        .or(() -> PICKING.contains(intent) ? frames.match(PICK_THERE, said) : Optional.empty())
        .filter(match -> isPlainSource(match.get(Frames.SOURCE)))
        .map(match -> course(match.get(Frames.TARGET), match.get(Frames.SOURCE)));
  }

  /** Whether all that is said of a source can be heeded. */
  private static boolean isPlainSource(Phrase source) {
    return !source.isTwofold()
        && !source.isPlural()
        && !source.isPointing()
        && source.places().isEmpty()
        && source.modifiers().isEmpty()
        && source.unknownColors().isEmpty()
        && (source.reference().kind() != null || !source.unknownNouns().isEmpty());
  }

  private static Course course(Phrase target, Phrase source) {
    Optional<Objection> objection = Optional.empty();
    if (!source.unknownNouns().isEmpty()) {
      objection =
          Optional.of(
              new Objection(
                  Cause.NOT_UNDERSTOOD,
                  Stage.FOUND,
                  "I do not know what \"%s\" is".formatted(String.join(" ", source.unknownNouns())),
                  null));
    } else if (source.reference().kind() != ObjectKind.TABLE) {
      target.addPlace(place(source.reference()));
    }
    return new Course(PICK, Optional.of(target), Optional.empty(), objection);
  }

  private static SpatialPhrase place(Reference source) {
    boolean isInside = source.kind().isContainer();
    return new SpatialPhrase(
        isInside ? SpatialRelation.IN : SpatialRelation.ON,
        List.of(source),
        1,
        (isInside ? "in the " : "on the ") + source.words());
  }
}
