package dev.cobot.brain;

import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Posture;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.SpatialRelation;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Finds the object that is meant by where it is. Kind and colour give the candidates, relations to
 * other objects leave those that hold, and sides of the table choose among them. Two positions
 * count as different only beyond their uncertainty; where that leaves a doubt, it is asked about.
 *
 * <p>Directions are the robot's: in the table frame left is +y, the back is +x.
 */
public final class SpatialGrounding {
  private static final double MIN_MARGIN_METERS = 0.012;
  private static final double SIGMAS = 2;
  private static final double NEXT_TO_METERS = 0.25;
  private static final double BETWEEN_METERS = 0.08;
  private static final double BETWEEN_ENDS = 0.1;

  /** A single object is taken for what is said unless it is this far on the other side. */
  private static final double OTHER_SIDE_METERS = 0.03;

  /** Farther than this from the middle of the table an object is on one side of it. */
  private static final double AWAY_METERS = 0.05;

  /** The middle of where objects stand, table frame. */
  private static final double MIDDLE_X_METERS = 0.05;

  private final Grounding grounding;

  /**
   * What is left.
   *
   * @param grounding all attention of a role whose phrase names a place is on what it means
   * @param refusal why that is not to be told, if it is not
   */
  public record Narrowed(Grounding grounding, Optional<Refusal> refusal) {}

  /** Says why no object, or more than one, is meant. */
  private static final class Doubt extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Refusal why;

    Doubt(Refusal.Reason reason, String detail, String question) {
      super(detail);
      why = new Refusal(reason, "places", detail, question);
    }
  }

  private SpatialGrounding(Grounding grounding) {
    this.grounding = grounding;
  }

  /** Narrows what phrases attend to by what they say of places. */
  public static Narrowed narrow(CommandReading reading, Grounding grounding) {
    Map<Role, Grounding.Attended> roles = new EnumMap<>(grounding.roles());
    SpatialGrounding places = new SpatialGrounding(grounding);
    for (Role role : Role.values()) {
      Reference reference = reading.meaning().reference(role);
      List<Track> meant =
          reference.isNone()
              ? unnamed(role, grounding.tracks())
              : candidates(reference, grounding.tracks());
      Optional<Posture> posture = reading.posture(role);
      boolean isPlain = reading.places(role).isEmpty() && posture.isEmpty();
      boolean isSettled =
          isPlain && (reference.isNone() || emptyOf(meant, grounding.tracks()).equals(meant));
      if (meant.isEmpty() || isSettled) {
        continue;
      }
      try {
        List<Track> resting =
            posture.isEmpty() ? meant : resting(reference, meant, posture.get(), grounding);
        Track one =
            places.find(
                reference,
                reading.places(role).isEmpty() ? emptyOf(resting, grounding.tracks()) : resting,
                reading.places(role));
        roles.put(role, new Grounding.Attended(allOn(one, grounding), grounding.of(role).phrase()));
      } catch (Doubt doubt) {
        return new Narrowed(grounding, Optional.of(doubt.why));
      }
    }
    return new Narrowed(new Grounding(grounding.tracks(), roles), Optional.empty());
  }

  /** Returns the candidates that rest as is said. */
  private static List<Track> resting(
      Reference reference, List<Track> candidates, Posture posture, Grounding grounding)
      throws Doubt {
    List<Track> resting = candidates.stream().filter(t -> posture.isOf(t.attributes())).toList();
    if (resting.isEmpty()) {
      throw new Doubt(
          Refusal.Reason.ABSENT,
          "I see no %s %s; I see %s"
              .formatted(posture.word(), noun(reference), sees(grounding.tracks())),
          candidates.size() == 1 ? "Do you mean the " + noun(reference) + " that I see?" : null);
    }
    return resting;
  }

  /** Returns what may be called "the one" in a role: a container is where something goes. */
  private static List<Track> unnamed(Role role, List<Track> tracks) {
    return tracks.stream()
        .filter(t -> t.attributes().kind().isContainer() == (role == Role.DESTINATION))
        .toList();
  }

  /**
   * Returns the objects that a role's phrase may mean when nothing is said of their places: by
   * kind, nearest colour and posture; of several bowls the one that is empty.
   */
  public static List<Track> alike(CommandReading reading, Role role, List<Track> tracks) {
    List<Track> candidates = candidates(reading.meaning().reference(role), tracks);
    List<Track> resting =
        reading
            .posture(role)
            .map(posture -> candidates.stream().filter(t -> posture.isOf(t.attributes())).toList())
            .orElse(candidates);
    return emptyOf(resting, tracks);
  }

  /** Returns the one of several containers that is empty; all where none or several are. */
  private static List<Track> emptyOf(List<Track> candidates, List<Track> tracks) {
    boolean areContainers =
        candidates.size() > 1
            && candidates.stream().allMatch(t -> t.attributes().kind().isContainer());
    List<Track> empty = candidates.stream().filter(c -> isEmpty(c, tracks)).toList();
    return areContainers && empty.size() == 1 ? empty : candidates;
  }

  /** Returns the objects that are what a reference says, by kind and nearest colour. */
  public static List<Track> candidates(Reference reference, List<Track> tracks) {
    return tracks.stream()
        .filter(t -> reference.matches(t.attributes().kind(), t.attributes().color()))
        .toList();
  }

  /**
   * Says what is there, and where, for example {@code a red cube (right, at the front)}; of what is
   * hidden now, that it is remembered.
   */
  public static String sees(List<Track> tracks) {
    long newest = Track.newestNanos(tracks);
    return tracks.isEmpty()
        ? "nothing"
        : tracks.stream()
            .map(t -> withArticle(t.attributes().words()) + " (" + state(t, newest) + ")")
            .collect(Collectors.joining(", "));
  }

  private static String state(Track track, long newestNanos) {
    if (track.held()) {
      return "in my hand";
    }
    return where(track) + (track.isRemembered(newestNanos) ? "; hidden now, remembered" : "");
  }

  private static String withArticle(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }

  private static String where(Track track) {
    double y = at(track).y();
    double x = at(track).x() - MIDDLE_X_METERS;
    String across = y > AWAY_METERS ? "left" : y < -AWAY_METERS ? "right" : "middle";
    return x > AWAY_METERS
        ? across + ", at the back"
        : x < -AWAY_METERS ? across + ", at the front" : across;
  }

  /**
   * Names objects so that they can be told apart: by kind and colour, and by where they are where
   * that is not enough.
   */
  public static List<String> names(List<Track> tracks) {
    Map<String, List<Track>> alike =
        tracks.stream().collect(Collectors.groupingBy(t -> t.attributes().words()));
    return tracks.stream().map(t -> "the " + name(t, alike.get(t.attributes().words()))).toList();
  }

  private static String name(Track track, List<Track> alike) {
    String words = track.attributes().words();
    if (alike.size() == 1) {
      return words;
    }
    boolean isAcross = range(alike, t -> at(t).y()) >= range(alike, t -> at(t).x());
    List<Track> ordered =
        alike.stream()
            .sorted(Comparator.comparingDouble(t -> isAcross ? -at(t).y() : at(t).x()))
            .toList();
    int index = ordered.indexOf(track);
    if (index == 0) {
      return (isAcross ? "left " : "front ") + words;
    }
    if (index == ordered.size() - 1) {
      return (isAcross ? "right " : "back ") + words;
    }
    return ordered.size() == 3
        ? "middle " + words
        : "%s that is number %d from the %s"
            .formatted(words, index + 1, isAcross ? "left" : "front");
  }

  private static double range(List<Track> tracks, ToDoubleFunction<Track> value) {
    return tracks.stream().mapToDouble(value).max().orElse(0)
        - tracks.stream().mapToDouble(value).min().orElse(0);
  }

  /** Returns the attention that is on one object alone. */
  public static Attention allOn(Track one, Grounding grounding) {
    double[] weights = new double[grounding.tracks().size()];
    weights[grounding.tracks().indexOf(one)] = 1;
    return new Attention(weights, 0);
  }

  private Track find(Reference reference, List<Track> candidates, List<SpatialPhrase> phrases)
      throws Doubt {
    List<Track> left = candidates;
    List<SpatialPhrase> sides = new ArrayList<>();
    for (SpatialPhrase phrase : phrases) {
      if (phrase.relation() == SpatialRelation.EMPTY) {
        left = empty(reference, left, phrase);
      } else if (phrase.relation().anchors() == 0) {
        sides.add(phrase);
      } else {
        left = related(reference, left, phrase);
      }
    }
    if (!sides.isEmpty()) {
      return onSide(reference, left, sides);
    }
    if (left.size() > 1) {
      throw undecided(reference, phrases, left);
    }
    return left.get(0);
  }

  /** Returns the candidates in which nothing lies; only of a container can that be seen. */
  private List<Track> empty(Reference reference, List<Track> candidates, SpatialPhrase phrase)
      throws Doubt {
    String question =
        candidates.size() == 1 ? "Do you mean the " + noun(reference) + " that I see?" : null;
    if (candidates.stream().anyMatch(t -> !t.attributes().kind().isContainer())) {
      throw new Doubt(
          Refusal.Reason.AMBIGUOUS,
          "I cannot tell whether \"%s\" is true of the %s"
              .formatted(phrase.words(), noun(reference)),
          question == null ? "Which object do you mean?" : question);
    }
    List<Track> empty = candidates.stream().filter(c -> isEmpty(c, grounding.tracks())).toList();
    if (empty.isEmpty()) {
      throw new Doubt(
          Refusal.Reason.ABSENT,
          "I see no %s that is empty; I see %s"
              .formatted(noun(reference), sees(grounding.tracks())),
          question);
    }
    return empty;
  }

  private static boolean isEmpty(Track container, List<Track> tracks) {
    return tracks.stream().noneMatch(t -> isIn(t, container));
  }

  private List<Track> related(Reference reference, List<Track> candidates, SpatialPhrase phrase)
      throws Doubt {
    List<List<Track>> anchors = new ArrayList<>();
    for (Reference anchor : phrase.anchors()) {
      List<Track> there = candidates(anchor, grounding.tracks());
      if (there.isEmpty() && phrase.relation() != SpatialRelation.OTHER_THAN) {
        throw new Doubt(
            Refusal.Reason.ABSENT,
            "I see no %s, so I cannot tell which %s is \"%s\"; I see %s"
                .formatted(
                    anchor.words(), noun(reference), phrase.words(), sees(grounding.tracks())),
            null);
      }
      anchors.add(there);
    }
    List<Track> holds =
        switch (phrase.relation()) {
          case NEXT_TO, NEAREST_TO -> nearest(reference, candidates, phrase, anchors.get(0));
          case FARTHEST_FROM ->
              List.of(
                  first(
                      reference, candidates, List.of(phrase), 1, t -> distance(t, anchors.get(0))));
          case BETWEEN -> between(candidates, anchors);
          case OTHER_THAN -> others(candidates, anchors.get(0));
          case IN, ON -> inAny(candidates, phrase.relation(), anchors.get(0));
          default -> holding(candidates, phrase, anchors.get(0));
        };
    if (holds.isEmpty()) {
      throw new Doubt(
          Refusal.Reason.ABSENT,
          "I see no %s \"%s\"; I see %s"
              .formatted(noun(reference), phrase.words(), sees(grounding.tracks())),
          candidates.size() == 1 ? "Do you mean the " + noun(reference) + " that I see?" : null);
    }
    return holds;
  }

  /** Returns the candidates for which a relation holds to the anchor, whichever anchor is meant. */
  private static List<Track> holding(
      List<Track> candidates, SpatialPhrase phrase, List<Track> anchors) throws Doubt {
    Set<Set<Track>> results = new HashSet<>();
    List<Track> holds = List.of();
    for (Track anchor : anchors) {
      holds =
          candidates.stream()
              .filter(t -> !t.equals(anchor) && holds(t, phrase.relation(), anchor))
              .toList();
      results.add(new HashSet<>(holds));
    }
    if (results.size() > 1) {
      throw new Doubt(
          Refusal.Reason.AMBIGUOUS,
          "\"%s\" could be said of more than one object".formatted(phrase.words()),
          "Do you mean " + String.join(" or ", names(anchors)) + "?");
    }
    return holds;
  }

  /** Returns the candidates that are in, or on, one of some objects: a thing is in one at most. */
  private static List<Track> inAny(
      List<Track> candidates, SpatialRelation relation, List<Track> anchors) {
    return candidates.stream()
        .filter(t -> anchors.stream().anyMatch(a -> !a.equals(t) && holds(t, relation, a)))
        .toList();
  }

  /** Whether an object lies in a container. */
  public static boolean isIn(Track track, Track container) {
    return !track.equals(container) && holds(track, SpatialRelation.IN, container);
  }

  private static boolean holds(Track track, SpatialRelation relation, Track anchor) {
    Vector3 away = at(track).minus(at(anchor));
    double margin = margin(track, anchor);
    double across = Math.hypot(away.x(), away.y());
    Vector3 size = anchor.attributes().sizeMeters();
    boolean isWithin = across < Math.max(size.x(), size.y()) / 2;
    return switch (relation) {
      case LEFT_OF -> away.y() > margin;
      case RIGHT_OF -> away.y() < -margin;
      case BEHIND -> away.x() > margin;
      case IN_FRONT_OF -> away.x() < -margin;
      case IN -> isWithin && anchor.attributes().kind().isContainer();
      case ON -> isWithin && away.z() > 0;
      default -> throw new IllegalArgumentException(relation + " is no relation to one object");
    };
  }

  private static List<Track> nearest(
      Reference reference, List<Track> candidates, SpatialPhrase phrase, List<Track> anchors)
      throws Doubt {
    List<Track> others = candidates.stream().filter(t -> !anchors.equals(List.of(t))).toList();
    if (others.isEmpty()) {
      return List.of();
    }
    Track nearest = first(reference, others, List.of(phrase), 1, t -> -distance(t, anchors));
    boolean isFar =
        phrase.relation() == SpatialRelation.NEXT_TO && distance(nearest, anchors) > NEXT_TO_METERS;
    return isFar ? List.of() : List.of(nearest);
  }

  /**
   * Returns the candidates that are not the one that is excluded. Where that leaves none or
   * several, what lies in something is not meant: of two red cubes, "the other" is the one that has
   * not been put away.
   */
  private List<Track> others(List<Track> candidates, List<Track> excluded) {
    List<Track> others = candidates.stream().filter(t -> !excluded.contains(t)).toList();
    if (others.size() == 1) {
      return others;
    }
    return (others.isEmpty() ? candidates : others)
        .stream()
            .filter(
                t ->
                    grounding.tracks().stream()
                        .noneMatch(c -> !c.equals(t) && holds(t, SpatialRelation.IN, c)))
            .toList();
  }

  private static List<Track> between(List<Track> candidates, List<List<Track>> anchors) {
    return candidates.stream()
        .filter(
            t ->
                anchors.get(0).stream()
                    .anyMatch(a -> anchors.get(1).stream().anyMatch(b -> isBetween(t, a, b))))
        .toList();
  }

  private static boolean isBetween(Track track, Track from, Track to) {
    if (from.equals(to) || track.equals(from) || track.equals(to)) {
      return false;
    }
    double dx = at(to).x() - at(from).x();
    double dy = at(to).y() - at(from).y();
    double px = at(track).x() - at(from).x();
    double py = at(track).y() - at(from).y();
    double length = Math.hypot(dx, dy);
    double along = (px * dx + py * dy) / (length * length);
    double aside = Math.abs(px * dy - py * dx) / length;
    return along > BETWEEN_ENDS && along < 1 - BETWEEN_ENDS && aside < BETWEEN_METERS;
  }

  private static Track onSide(
      Reference reference, List<Track> candidates, List<SpatialPhrase> sides) throws Doubt {
    if (sides.stream().anyMatch(s -> s.relation() == SpatialRelation.MIDDLE)) {
      return middle(reference, candidates, sides);
    }
    double x = 0;
    double y = 0;
    int rank = 1;
    for (SpatialPhrase side : sides) {
      x += side.relation() == SpatialRelation.BACK ? 1 : 0;
      x -= side.relation() == SpatialRelation.FRONT ? 1 : 0;
      y += side.relation() == SpatialRelation.LEFT ? 1 : 0;
      y -= side.relation() == SpatialRelation.RIGHT ? 1 : 0;
      rank = Math.max(rank, side.rank());
    }
    double toX = x;
    double toY = y;
    ToDoubleFunction<Track> outward = t -> toX * (at(t).x() - MIDDLE_X_METERS) + toY * at(t).y();
    if (candidates.size() == 1
        && (rank > 1 || outward.applyAsDouble(candidates.get(0)) < -OTHER_SIDE_METERS)) {
      throw new Doubt(
          Refusal.Reason.AMBIGUOUS,
          "the only %s that I see is not \"%s\"".formatted(noun(reference), words(sides)),
          "Do you mean the " + noun(reference) + " that I see?");
    }
    return first(reference, candidates, sides, rank, outward);
  }

  private static Track middle(
      Reference reference, List<Track> candidates, List<SpatialPhrase> sides) throws Doubt {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    if (candidates.size() % 2 == 0) {
      throw undecided(reference, sides, candidates);
    }
    boolean isAcross = range(candidates, t -> at(t).y()) >= range(candidates, t -> at(t).x());
    return first(
        reference,
        candidates,
        sides,
        candidates.size() / 2 + 1,
        t -> isAcross ? at(t).y() : at(t).x());
  }

  /**
   * Returns the candidate of a rank when they are ordered by a value in metres, the greatest first.
   *
   * @throws Doubt when there is none, or when a neighbour in the order is as good
   */
  private static Track first(
      Reference reference,
      List<Track> candidates,
      List<SpatialPhrase> phrases,
      int rank,
      ToDoubleFunction<Track> value)
      throws Doubt {
    List<Track> ordered =
        candidates.stream().sorted(Comparator.comparingDouble(value).reversed()).toList();
    if (rank > ordered.size()) {
      throw new Doubt(
          Refusal.Reason.ABSENT,
          "I see only %d of \"%s\", so none is \"%s\""
              .formatted(ordered.size(), noun(reference), words(phrases)),
          null);
    }
    Track one = ordered.get(rank - 1);
    List<Track> rivals = new ArrayList<>(List.of(one));
    for (int i = Math.max(0, rank - 2); i < Math.min(ordered.size(), rank + 1); i++) {
      Track other = ordered.get(i);
      double apart = Math.abs(value.applyAsDouble(other) - value.applyAsDouble(one));
      if (!other.equals(one) && apart < margin(one, other)) {
        rivals.add(other);
      }
    }
    if (rivals.size() > 1) {
      throw undecided(reference, phrases, rivals);
    }
    return one;
  }

  private static Doubt undecided(
      Reference reference, List<SpatialPhrase> phrases, List<Track> rivals) {
    String choice = String.join(" or ", names(rivals));
    String said =
        phrases.isEmpty()
            ? "\"%s\"".formatted(noun(reference))
            : "\"%s\", \"%s\"".formatted(noun(reference), words(phrases));
    return new Doubt(
        Refusal.Reason.AMBIGUOUS,
        "%s could be %s".formatted(said, choice),
        "Do you mean " + choice + "?");
  }

  private static String noun(Reference reference) {
    return reference.isNone() ? "object" : reference.words();
  }

  private static String words(List<SpatialPhrase> phrases) {
    return phrases.stream().map(SpatialPhrase::words).collect(Collectors.joining(" "));
  }

  private static double distance(Track track, List<Track> anchors) {
    return anchors.stream()
        .filter(a -> !a.equals(track))
        .mapToDouble(a -> Math.hypot(at(a).x() - at(track).x(), at(a).y() - at(track).y()))
        .min()
        .orElse(Double.MAX_VALUE);
  }

  /** Returns how far apart two objects' positions must be to count as different, metres. */
  private static double margin(Track a, Track b) {
    double both = Math.hypot(sigma(a), sigma(b));
    return Math.max(MIN_MARGIN_METERS, SIGMAS * both);
  }

  private static double sigma(Track track) {
    Vector3 sigma = track.attributes().uncertainty().positionMeters();
    return Math.max(sigma.x(), sigma.y());
  }

  private static Vector3 at(Track track) {
    return track.attributes().positionMeters();
  }
}
