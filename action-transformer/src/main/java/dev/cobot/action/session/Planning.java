package dev.cobot.action.session;

import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.skill.HandSkill;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.Skills;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.SpatialGrounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Posture;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.Wish;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a list of what is to be done of several wishes: each is understood, found and vetoed like a
 * command of its own, before anything moves.
 */
final class Planning {
  private static final int MAX_STEPS = 8;
  private static final String SOURCE = "planning";
  private static final List<String> NUMBERS =
      List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight");

  private final Mind mind;
  private final Skills skills;

  /** As they are when the next step begins, as far as that is known. */
  private final List<Track> tracks;

  private final HandState hand;
  private final List<Plan.Step> steps = new ArrayList<>();

  /** Where earlier steps leave what they move, by its id. */
  private final Map<String, Vector3> moved = new HashMap<>();

  /** What is put down somewhere in between, by id: where, is not known before. */
  private final Set<String> putDown = new HashSet<>();

  /** What the hand holds after the last step; null for nothing. */
  private Track held;

  /** Whether a wish comes after one that keeps something in the hand: another order would do. */
  private boolean isOutOfOrder;

  /** A wish that cannot be fulfilled. */
  private record Failing(int index, Wish wish, Refusal why) {}

  private Planning(Mind mind, Skills skills, List<Track> tracks, HandState hand) {
    this.mind = mind;
    this.skills = skills;
    this.tracks = new ArrayList<>(tracks);
    this.hand = hand;
  }

  /** Returns what is said to several wishes, with what is believed now. */
  static Plan.Proposal propose(
      Mind mind, Skills skills, List<Wish> wishes, List<Track> tracks, HandState hand) {
    return new Planning(mind, skills, tracks, hand).of(wishes);
  }

  private Plan.Proposal of(List<Wish> wishes) {
    List<Failing> failing = new ArrayList<>();
    boolean isOffered = true;
    for (int i = 0; i < wishes.size(); i++) {
      Wish wish = wishes.get(i);
      isOffered &= failing.isEmpty() || !wish.isDependent();
      Optional<Refusal> why = add(wish);
      if (why.isPresent()) {
        failing.add(new Failing(i, wish, why.get()));
      }
    }
    if (steps.size() > MAX_STEPS) {
      return refused(
          new Refusal(
              Refusal.Reason.AMBIGUOUS,
              SOURCE,
              "that would be %d things; I do at most %d one after the other"
                  .formatted(steps.size(), MAX_STEPS),
              "Which should I do first?"),
          -1);
    }
    if (failing.isEmpty()) {
      return new Plan.Proposal(
          new Refusal(
              Refusal.Reason.AMBIGUOUS,
              Plan.ASKS,
              "I would do %s%s: %s"
                  .formatted(things(steps.size()), order(wishes), Plan.list(steps)),
              "Shall I?"),
          steps,
          -1);
    }
    return failed(failing, isOffered);
  }

  private Plan.Proposal failed(List<Failing> failing, boolean isOffered) {
    Failing worst =
        failing.stream()
            .filter(f -> f.why().reason() == Refusal.Reason.UNSAFE)
            .findFirst()
            // What cannot be helped comes before what could be answered.
            .or(() -> failing.stream().filter(f -> f.why().question() == null).findFirst())
            .orElse(failing.get(0));
    Refusal why = worst.why();
    boolean isAlone = failing.size() == 1 && steps.isEmpty();
    String said =
        isAlone ? why.detail() : "\"%s\": %s".formatted(worst.wish().said(), why.detail());
    if (why.reason() == Refusal.Reason.UNSAFE) {
      return refused(new Refusal(why.reason(), why.source(), "I do none of it; " + said, null), -1);
    }
    if (why.question() != null) {
      return refused(new Refusal(why.reason(), why.source(), said, why.question()), worst.index());
    }
    String cannot =
        failing.stream()
            .map(f -> "\"%s\": %s".formatted(f.wish().said(), f.why().detail()))
            .collect(Collectors.joining("; and "));
    boolean isAsked = failing.stream().anyMatch(f -> f.why().question() != null);
    if (steps.isEmpty() || !isOffered || isAsked || isOutOfOrder) {
      return refused(
          new Refusal(why.reason(), why.source(), isAlone ? said : "I cannot " + cannot, null), -1);
    }
    return new Plan.Proposal(
        new Refusal(
            Refusal.Reason.AMBIGUOUS,
            SOURCE,
            "I cannot %s. I would do only this: %s".formatted(cannot, Plan.list(steps)),
            steps.size() == 1 ? "Shall I do the other?" : "Shall I do the others?"),
        steps,
        -1);
  }

  private static Plan.Proposal refused(Refusal why, int open) {
    return new Plan.Proposal(why, List.of(), open);
  }

  private static String things(int count) {
    return NUMBERS.get(count) + (count == 1 ? " thing" : " things, one after the other");
  }

  private static String order(List<Wish> wishes) {
    return wishes.stream().allMatch(Wish::isForOne) ? "" : ", from the left to the right";
  }

  /** Adds what a wish comes to; returns why it comes to nothing. */
  private Optional<Refusal> add(Wish wish) {
    List<TrainedSkill> trained = mind.skills();
    CommandReading reading = wish.reading();
    Optional<Refusal> words =
        Understanding.ofText(reading, trained, skills)
            .or(() -> Understanding.ofSight(reading, tracks));
    if (words.isPresent()) {
      return words;
    }
    Optional<HandSkill> ofTheHand = HandWish.skill(reading, skills);
    if (ofTheHand.isPresent()) {
      return addOfTheHand(ofTheHand.get(), reading);
    }
    return wish.isForOne() ? addOne(reading) : addSeveral(wish);
  }

  private Optional<Refusal> addOfTheHand(HandSkill skill, CommandReading reading) {
    Reference named = reading.meaning().reference(Role.TARGET);
    Optional<Track> target =
        Optional.ofNullable(held)
            .or(() -> tracks.stream().filter(Track::held).findFirst())
            .filter(t -> named.isNone() || !candidates(named, t).isEmpty());
    if (target.isEmpty()) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.UNSUPPORTED,
              SOURCE,
              "I would hold nothing then that I could put down or back",
              null));
    }
    if (reading.objection().isPresent()) {
      return reading.objection().map(o -> Understanding.refusal(o, ""));
    }
    String words = "the " + target.get().attributes().words();
    steps.add(
        new Plan.Step(
            skill.name(),
            skill.infinitive(Map.of(Role.TARGET, words)),
            reading,
            Map.of(),
            held != null));
    putDown.add(target.get().id());
    tracks.replaceAll(track -> track.id().equals(target.get().id()) ? track.letGo() : track);
    held = null;
    return Optional.empty();
  }

  private static List<Track> candidates(Reference named, Track track) {
    return SpatialGrounding.candidates(named, List.of(track));
  }

  private Optional<Refusal> addOne(CommandReading reading) {
    SpatialGrounding.Narrowed narrowed =
        SpatialGrounding.narrow(reading, mind.ground(reading, tracks));
    return narrowed.refusal().or(() -> addFound(reading, narrowed.grounding(), Set.of()));
  }

  private Optional<Refusal> addSeveral(Wish wish) {
    CommandReading reading = wish.reading();
    SpatialGrounding.Narrowed narrowed =
        SpatialGrounding.narrow(without(reading, Role.TARGET, false), mind.ground(reading, tracks));
    if (narrowed.refusal().isPresent()) {
      return narrowed.refusal();
    }
    Grounding grounding = narrowed.grounding();
    boolean hasDestination = !reading.meaning().reference(Role.DESTINATION).isNone();
    Optional<Refusal> noDestination =
        hasDestination
            ? Understanding.find(Role.DESTINATION, reading, grounding)
            : Optional.empty();
    if (noDestination.isPresent()) {
      return noDestination;
    }
    Optional<Track> destination =
        hasDestination ? grounding.strongest(Role.DESTINATION) : Optional.empty();
    Reference reference = reading.meaning().reference(Role.TARGET);
    Optional<Posture> posture = reading.posture(Role.TARGET);
    List<Track> there =
        SpatialGrounding.candidates(reference, tracks).stream()
            .filter(t -> posture.isEmpty() || posture.get().isOf(t.attributes()))
            .toList();
    List<Track> open =
        there.stream()
            .filter(t -> destination.isEmpty() || !SpatialGrounding.isIn(t, destination.get()))
            .sorted(Comparator.comparingDouble(t -> -t.attributes().positionMeters().y()))
            .toList();
    Optional<Refusal> miscounted = miscounted(wish, there, open, destination);
    if (miscounted.isPresent()) {
      return miscounted;
    }
    for (Track one : open) {
      Map<Role, Grounding.Attended> roles = new EnumMap<>(grounding.roles());
      roles.put(
          Role.TARGET,
          new Grounding.Attended(
              SpatialGrounding.allOn(one, grounding), grounding.of(Role.TARGET).phrase()));
      Optional<Refusal> why =
          addFound(reading, new Grounding(tracks, roles), Set.of(Role.TARGET, Role.DESTINATION));
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /** Returns why there are not as many as are wished for. */
  private Optional<Refusal> miscounted(
      Wish wish, List<Track> there, List<Track> open, Optional<Track> destination) {
    String words = wish.reading().meaning().reference(Role.TARGET).words();
    String sees = SpatialGrounding.sees(tracks);
    if (there.isEmpty()) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.ABSENT, SOURCE, "I see no %s; I see %s".formatted(words, sees), null));
    }
    if (open.isEmpty()) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.ABSENT,
              SOURCE,
              "each %s that I see is in the %s already"
                  .formatted(words, destination.orElseThrow().attributes().words()),
              null));
    }
    if (wish.amount() == Wish.ALL || open.size() == wish.amount()) {
      return Optional.empty();
    }
    String names = String.join(", ", SpatialGrounding.names(open));
    boolean isMore = open.size() > wish.amount();
    return Optional.of(
        new Refusal(
            Refusal.Reason.AMBIGUOUS,
            SOURCE,
            "you wish for %s, and I see %s: %s"
                .formatted(
                    NUMBERS.get(wish.amount()), NUMBERS.get(Math.min(open.size(), 8)), names),
            isMore ? "Which of them do you mean?" : "Do you mean only " + names + "?"));
  }

  /** Adds a step for what was found; returns why it cannot be done. */
  private Optional<Refusal> addFound(
      CommandReading reading, Grounding grounding, Set<Role> settled) {
    Optional<Refusal> scene =
        Understanding.ofScene(reading, grounding, hand, mind.skills(), skills, settled);
    if (scene.isPresent()) {
      return scene;
    }
    Skill skill = skills.get(reading.meaning().skill().orElseThrow());
    Map<Role, Plan.Meant> meant = new EnumMap<>(Role.class);
    Map<Role, String> words = new EnumMap<>(Role.class);
    Map<Role, Track> found = new EnumMap<>(Role.class);
    boolean isAfter = false;
    List<String> names = SpatialGrounding.names(tracks);
    for (Role role : skill.roles()) {
      Track track = grounding.strongest(role).orElseThrow();
      Vector3 now = track.attributes().positionMeters();
      isAfter |= moved.containsKey(track.id()) || putDown.contains(track.id());
      if (!putDown.contains(track.id())) {
        meant.put(role, Plan.Meant.of(track.attributes(), moved.getOrDefault(track.id(), now)));
      }
      words.put(role, names.get(tracks.indexOf(track)));
      found.put(role, track);
    }
    String said = skill.infinitive(words);
    if (held != null) {
      isOutOfOrder = true;
      return Optional.of(
          new Refusal(
              Refusal.Reason.UNSUPPORTED,
              SOURCE,
              "I would still hold %s then; say that as the last, or that I should put it down before"
                  .formatted(names.get(tracks.indexOf(held))),
              null));
    }
    CommandReading plain = named(reading, skill, found);
    if (plain.objection().isPresent()) {
      return Understanding.ofText(plain, mind.skills(), skills);
    }
    Track target = found.get(Role.TARGET);
    Track destination = found.get(Role.DESTINATION);
    if (destination != null) {
      moved.put(
          target.id(),
          moved.getOrDefault(destination.id(), destination.attributes().positionMeters()));
    }
    held = skill.leavesHeld() ? target : null;
    steps.add(new Plan.Step(skill.name(), said, plain, meant, isAfter));
    return Optional.empty();
  }

  /**
   * Says over what a step is about by kind and colour: what is said of places holds now, and not
   * when an earlier step has moved something.
   */
  private CommandReading named(CommandReading reading, Skill skill, Map<Role, Track> found) {
    CommandReading plain = reading;
    Map<Role, Reference> references = new EnumMap<>(Role.class);
    references.putAll(reading.meaning().references());
    for (Map.Entry<Role, Track> entry : found.entrySet()) {
      plain = without(plain, entry.getKey(), true);
      ObjectAttributes object = entry.getValue().attributes();
      references.put(
          entry.getKey(), new Reference(object.kind(), ColorName.nearest(object.color())));
    }
    CommandMeaning whole =
        new CommandMeaning(reading.meaning().skill(), references, reading.meaning().turning());
    CommandReading over = mind.read(skill.describe(whole));
    return new CommandReading(
        over.text(),
        whole,
        plain.skillProbability(),
        over.latents(),
        plain.places(),
        plain.postures(),
        over.objection());
  }

  /**
   * Returns a reading that says nothing of how and where the object of a role is.
   *
   * @param isNamed whether it still says what it is
   */
  private static CommandReading without(CommandReading reading, Role role, boolean isNamed) {
    Map<Role, Reference> references = new EnumMap<>(Role.class);
    references.putAll(reading.meaning().references());
    Map<Role, List<SpatialPhrase>> places = new EnumMap<>(Role.class);
    places.putAll(reading.places());
    Map<Role, Posture> postures = new EnumMap<>(Role.class);
    postures.putAll(reading.postures());
    places.remove(role);
    postures.remove(role);
    if (!isNamed) {
      references.remove(role);
    }
    return new CommandReading(
        reading.text(),
        new CommandMeaning(reading.meaning().skill(), references, reading.meaning().turning()),
        reading.skillProbability(),
        reading.latents(),
        places,
        postures,
        reading.objection());
  }
}
