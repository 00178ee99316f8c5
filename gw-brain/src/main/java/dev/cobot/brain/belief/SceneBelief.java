package dev.cobot.brain.belief;

import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Follows objects through pictures and touch.
 *
 * <p>An object that no camera sees stays where it was (the arm may hide it). What the hand closes
 * on moves with the hand until it is let go; what the closed hand moves into gives way. Pictures of
 * what is at the hand are not used: the fingers hide too much of it.
 */
public final class SceneBelief {
  /** A detection this near to a track of its kind is that object. */
  private static final double SAME_OBJECT_METERS = 0.06;

  /** So far from where it was pushed unseen one of its colour is that object. */
  private static final double PUSHED_METERS = 0.15;

  /** Two kinds cannot stand this near to each other: one of the two is a misreading. */
  private static final double SAME_PLACE_METERS = 0.035;

  /** The hand takes hold of an object whose long axis is this near. */
  private static final double GRASP_METERS = 0.05;

  /** So far from its centre the fingers may hold a flat or short object. */
  private static final double SHORT_METERS = 0.015;

  /** Radius of the sphere around the hand within which pictures are not trusted. */
  private static final double HAND_RADIUS_METERS = 0.075;

  /** Radius of the sphere around the hand within which the arm may hide an object altogether. */
  private static final double HIDING_RADIUS_METERS = 0.16;

  /** Of one camera or of several: what two see at once is no flash in a picture. */
  private static final int SIGHTINGS_TO_BELIEVE = 2;

  /** Sum of the scores of its sightings: what looks doubtful has to be seen more often. */
  private static final double EVIDENCE_TO_BELIEVE = 1.5;

  /** After so many looks a container that is there has been seen, unless the arm hides it. */
  private static final int FIRST_LOOKS = 5;

  /** What appears only when the arm is over the table must look so much like itself, at first. */
  private static final double DOUBTFUL_SCORE = 0.8;

  /** And so much on the whole. */
  private static final double SURE_SCORE = 0.7;

  private static final double MIN_GAIN = 0.25;
  private static final double SHORTEST_AXIS = 0.1;

  /** Nobody knows a place better than so; a sigma of nothing divides nothing. */
  private static final double LEAST_SIGMA_METERS = 1e-4;

  /** A hand that goes on holding feels so within that many control ticks. */
  private static final int FEELS_TO_GO_ON = 12;

  private static final long TENTATIVE_NANOS = 600_000_000L;

  private final List<Track> tracks = new ArrayList<>();
  private final Showing showing = new Showing();
  private final Pushing pushing = new Pushing();

  /** How far off the newest pictures showed tracks, in sigmas, by id. */
  private final Map<String, Double> innovations = new HashMap<>();

  /** What appeared after the first looks. */
  private final Set<String> late = new HashSet<>();

  /** What was pushed and not yet seen near to where that leaves it. */
  private final Set<String> pushed = new HashSet<>();

  /** Of what is held, or what the command before held; null for nothing. */
  private Grip grip;

  /** How often the hand may still feel nothing of what the command before held. */
  private int unfelt;

  private int created;
  private Before before;
  private boolean isUnderTheArm;
  private int looks;

  /**
   * What was believed of the same table when the command before ended.
   *
   * @param tracks with one that is held, if the hand still holds something
   * @param isUnderTheArm whether the arm was stopped over the table and still stands there, so that
   *     it may hide anything
   * @param grip how it is held
   */
  public record Before(List<Track> tracks, boolean isUnderTheArm, Optional<Grip> grip) {
    /** Nothing was believed. */
    public static final Before NOTHING = new Before(List.of(), false);

    public Before {
      tracks = List.copyOf(tracks);
    }

    /** Nothing is known of how something is held. */
    public Before(List<Track> tracks, boolean isUnderTheArm) {
      this(tracks, isUnderTheArm, Optional.empty());
    }

    /** Whether the hand ended with something between its fingers. */
    public boolean holds() {
      return tracks.stream().anyMatch(Track::held);
    }
  }

  /**
   * How the hand holds an object.
   *
   * @param takenFrom the object where it was when the hand took it
   * @param offsetMeters from the tool to the object's centre, in a frame that turns with the hand
   *     about the vertical
   * @param yawOffsetRad from the hand's yaw to the object's
   */
  public record Grip(ObjectAttributes takenFrom, Vector3 offsetMeters, double yawOffsetRad) {}

  /** Nothing is known yet. */
  public SceneBelief() {
    this(Before.NOTHING);
  }

  /**
   * Begins where another belief ended. Of that stays what the first picture cannot show: what the
   * hand holds, a container that the hand hides, or in which something lies that is seen instead of
   * it; and what a stopped arm may hide. Everything else has to be seen again.
   */
  public SceneBelief(Before before) {
    this.before = before;
    if (before.holds()) {
      before.tracks().stream().filter(Track::held).findFirst().ifPresent(this::goOnHolding);
    }
  }

  /** Takes over what the hand held: where it is, until {@link #feel} feels it there. */
  private void goOnHolding(Track held) {
    ObjectAttributes object = held.attributes();
    String id = object.kind().word() + "-" + ++created;
    tracks.add(
        new Track(
            object.named(id), held.encoding(), held.lastSeenNanos(), held.sightings(), false));
    grip =
        before
            .grip()
            .map(g -> new Grip(g.takenFrom().named(id), g.offsetMeters(), g.yawOffsetRad()))
            .orElse(null);
    unfelt = FEELS_TO_GO_ON;
  }

  /** Returns how something is held; nothing while nothing is. */
  public Optional<Grip> grip() {
    return heldIndex() < 0 ? Optional.empty() : Optional.ofNullable(grip);
  }

  /** Returns the objects that are believed to be there, in the order in which they were found. */
  public List<Track> tracks() {
    return tracks.stream().filter(t -> t.held() || isBelieved(t)).toList();
  }

  /**
   * Returns how far from where they were believed the pictures of the last {@link #see} showed
   * objects that are believed to be there, by id: the root mean square, over x, y and z, of seen
   * minus believed in sigmas of both. 1 is as far off as the sigmas say. What no picture showed, or
   * a picture showed for the first time, has none; what several cameras show, the largest.
   */
  public Map<String, Double> innovations() {
    Map<String, Double> believed = new LinkedHashMap<>();
    for (Track track : tracks()) {
      Double sigmas = innovations.get(track.id());
      if (sigmas != null) {
        believed.put(track.id(), sigmas);
      }
    }
    return believed;
  }

  private boolean isBelieved(Track track) {
    boolean isSure = !late.contains(track.id()) || track.attributes().score() >= SURE_SCORE;
    return isSure
        && track.sightings() >= SIGHTINGS_TO_BELIEVE
        && track.sightings() * track.attributes().score() >= EVIDENCE_TO_BELIEVE;
  }

  /** Takes in what the hand feels; call before {@link #see}. */
  public void feel(HandState hand) {
    int held = heldIndex();
    if (hand.holding() && held < 0) {
      int nearest = graspable(hand, false);
      if (nearest < 0) {
        nearest = graspable(hand, true);
      }
      if (nearest >= 0) {
        ObjectAttributes a = tracks.get(nearest).attributes();
        if (grip == null || !grip.takenFrom().id().equals(a.id())) {
          Vector3 offset =
              Quaternion.fromYaw(-hand.yawRad()).rotate(gripOffset(a, hand.positionMeters()));
          double turn = gripTurn(a, hand.yawRad());
          grip = new Grip(carried(a, hand, offset, turn), offset, turn);
        }
        held = nearest;
      }
    } else if (!hand.holding() && held >= 0) {
      tracks.set(held, tracks.get(held).letGo());
      held = -1;
      grip = null;
    } else if (!hand.holding() && --unfelt < 0) {
      grip = null;
    }
    if (held >= 0) {
      Track t = tracks.get(held);
      ObjectAttributes moved =
          carried(t.attributes(), hand, grip.offsetMeters(), grip.yawOffsetRad());
      tracks.set(held, new Track(moved, t.encoding(), t.lastSeenNanos(), t.sightings(), true));
    }
    push(hand);
  }

  /** Moves what the closed fingers push, with what lies in it or stands on it. */
  private void push(HandState hand) {
    pushing.feel(hand);
    List<Track> still = List.copyOf(tracks);
    for (int met = 0; met < still.size(); met++) {
      ObjectAttributes object = still.get(met).attributes();
      Optional<Vector3> way = still.get(met).held() ? Optional.empty() : pushing.of(object);
      for (int i = 0; i < still.size() && way.isPresent(); i++) {
        if (i == met || isCarried(still.get(i), object)) {
          tracks.set(i, tracks.get(i).moved(way.get()));
          pushed.add(still.get(i).id());
        }
      }
    }
  }

  private static boolean isCarried(Track track, ObjectAttributes support) {
    return !track.held()
        && support.kind().isSupport()
        && !track.attributes().kind().isSupport()
        && track.attributes().positionMeters().horizontalDistanceTo(support.positionMeters())
            < support.sizeMeters().x() / 2;
  }

  /** Returns an object as the hand carries it. */
  private static ObjectAttributes carried(
      ObjectAttributes object, HandState hand, Vector3 offsetMeters, double yawOffsetRad) {
    double yawRad = hand.yawRad() + yawOffsetRad;
    return new ObjectAttributes(
        object.id(),
        object.kind(),
        hand.positionMeters().plus(Quaternion.fromYaw(hand.yawRad()).rotate(offsetMeters)),
        yawRad,
        object.color(),
        object.sizeMeters(),
        object.score(),
        object.uncertainty(),
        Quaternion.fromYaw(yawRad - object.yawRad()).rotate(object.axis()));
  }

  /**
   * Returns the track that the hand is at, or -1. What lies in a bowl is taken, not the bowl around
   * it.
   */
  private int graspable(HandState hand, boolean isSupport) {
    int nearest = -1;
    double best = GRASP_METERS;
    for (int i = 0; i < tracks.size(); i++) {
      ObjectAttributes object = tracks.get(i).attributes();
      double distance = distance(object, hand.positionMeters());
      if (object.kind().isSupport() == isSupport && distance < best) {
        best = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  /** Returns how far a place is from the axis of an object, between its ends. */
  private static double distance(ObjectAttributes object, Vector3 place) {
    return object.positionMeters().plus(alongAxis(object, place)).distanceTo(place);
  }

  /** Returns the way from an object's centre to what of its axis is nearest to a place. */
  private static Vector3 alongAxis(ObjectAttributes object, Vector3 place) {
    Vector3 axis = object.axis();
    double along = place.minus(object.positionMeters()).dot(axis);
    double reach = object.sizeMeters().z() / 2;
    return axis.times(Math.max(-reach, Math.min(reach, along)));
  }

  /**
   * Returns the turn from the hand to what it has taken: a box comes to lie flat between the
   * fingers, however it was believed to be turned.
   */
  private static double gripTurn(ObjectAttributes object, double handYawRad) {
    double turn = object.yawRad() - handYawRad;
    int order = object.kind().yawSymmetryOrder();
    double period = 2 * Math.PI / Math.max(1, order);
    return order > 1 ? period * Math.rint(turn / period) : turn;
  }

  /**
   * Returns the way from the hand to the centre of what it has taken. The fingers centre what they
   * grip: of what was believed only the place along the object's axis, and the height, are kept.
   */
  private static Vector3 gripOffset(ObjectAttributes object, Vector3 hand) {
    if (object.kind() == ObjectKind.CLOTH) {
      // It lies flat on the table, which the hand knows better than the eye.
      return new Vector3(0, 0, object.sizeMeters().z() / 2 - hand.z());
    }
    Vector3 along = alongAxis(object, hand).times(-1);
    double rest = object.positionMeters().minus(hand).minus(along).z();
    return along.plus(new Vector3(0, 0, Math.max(-SHORT_METERS, Math.min(SHORT_METERS, rest))));
  }

  /**
   * Takes in the pictures of one moment, of each camera at most one. What a camera shows where it
   * was has not moved, as long as that camera has not looked again; what several show is one
   * object.
   */
  public void see(List<Look> moment, HandState hand) {
    innovations.clear();
    if (moment.isEmpty()) {
      return;
    }
    remember(moment, hand);
    looks++;
    showing.begin(moment);
    List<List<Detection>> open = new ArrayList<>();
    for (Look look : moment) {
      open.add(
          look.detections().stream()
              .filter(seen -> !atHand(seen.attributes(), look.camera(), hand))
              .toList());
    }
    for (int i = 0; i < open.size(); i++) {
      open.set(i, match(open.get(i), moment.get(i), t -> true));
    }
    settleDoubts();
    Set<String> appeared = new HashSet<>();
    for (int i = 0; i < open.size(); i++) {
      // Another camera may have shown it just now.
      List<Detection> rest = match(open.get(i), moment.get(i), t -> appeared.contains(t.id()));
      for (Detection detection : rest) {
        if (!misreading(detection) && !isPartOfTheArm(detection, moment.get(i).camera(), hand)) {
          appeared.add(place(detection, moment.get(i), appeared));
        }
      }
    }
    long newestNanos = moment.stream().mapToLong(Look::stampNanos).max().getAsLong();
    tracks.removeIf(
        t -> !t.held() && !isBelieved(t) && newestNanos - t.lastSeenNanos() > TENTATIVE_NANOS);
    showing.keep(tracks);
  }

  /** Takes in what a picture shows of some tracks where they were, and returns the rest. */
  private List<Detection> match(List<Detection> seen, Look look, Predicate<Track> candidates) {
    List<Detection> open = new ArrayList<>(seen);
    record Pair(int track, Detection detection, double distance) {}
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      if (candidates.test(tracks.get(i))) {
        for (Detection detection : open) {
          if (isSame(tracks.get(i), detection)) {
            pairs.add(new Pair(i, detection, distance(tracks.get(i), detection)));
          }
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::distance));
    Set<Integer> shown = new HashSet<>();
    for (Pair pair : pairs) {
      if (!shown.contains(pair.track()) && open.remove(pair.detection())) {
        shown.add(pair.track());
        update(pair.track(), pair.detection(), look, false);
      }
    }
    return open;
  }

  private void update(int at, Detection detection, Look look, boolean jump) {
    surprise(tracks.get(at), detection.attributes());
    if (distance(tracks.get(at), detection) < SAME_OBJECT_METERS) {
      pushed.remove(tracks.get(at).id());
    }
    tracks.set(at, blend(tracks.get(at), detection, look.stampNanos(), jump));
    showing.shown(tracks.get(at).id(), look);
  }

  /** Takes note of how far a track is shown from where it was believed. */
  private void surprise(Track track, ObjectAttributes seen) {
    ObjectAttributes old = track.attributes();
    Vector3 off = seen.positionMeters().minus(old.positionMeters());
    Vector3 was = old.uncertainty().positionMeters();
    Vector3 is = seen.uncertainty().positionMeters();
    double squares =
        squareInSigmas(off.x(), was.x(), is.x())
            + squareInSigmas(off.y(), was.y(), is.y())
            + squareInSigmas(off.z(), was.z(), is.z());
    innovations.merge(track.id(), Math.sqrt(squares / 3), Math::max);
  }

  private static double squareInSigmas(double off, double oldSigma, double seenSigma) {
    double sigma = Math.max(LEAST_SIGMA_METERS, Math.hypot(oldSigma, seenSigma));
    return off / sigma * (off / sigma);
  }

  /**
   * Returns the track of a detection that is none where it was: one that has moved, or a new one.
   */
  private String place(Detection detection, Look look, Set<String> appeared) {
    List<Integer> alike = alike(detection, appeared);
    List<Integer> lost = alike.stream().filter(i -> showing.isLost(tracks.get(i).id())).toList();
    if (lost.size() == 1) {
      update(lost.get(0), detection, look, true);
      return tracks.get(lost.get(0)).id();
    }
    String id = detection.attributes().kind().word() + "-" + ++created;
    if (isUnderTheArm || looks > FIRST_LOOKS) {
      late.add(id);
    }
    tracks.add(
        new Track(
            detection.attributes().named(id), detection.encoding(), look.stampNanos(), 1, false));
    showing.shown(id, look);
    if (lost.isEmpty() && alike.size() == 1 && showing.isUnsettled(tracks.get(alike.get(0)).id())) {
      showing.doubt(id, tracks.get(alike.get(0)).id());
    }
    return id;
  }

  /** Makes one of two where the first is not shown any more: it has moved to the second's place. */
  private void settleDoubts() {
    for (Map.Entry<String, String> doubt : showing.settled().entrySet()) {
      int from = index(doubt.getValue());
      int to = index(doubt.getKey());
      if (from >= 0 && to >= 0 && !tracks.get(from).held() && !tracks.get(to).held()) {
        Track there = tracks.get(to);
        String id = tracks.get(from).id();
        surprise(tracks.get(from), there.attributes());
        tracks.set(
            from,
            new Track(
                there.attributes().named(id),
                there.encoding(),
                there.lastSeenNanos(),
                tracks.get(from).sightings() + there.sightings(),
                false));
        showing.renamed(there.id(), id);
        tracks.remove(to);
      }
    }
  }

  private int index(String id) {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isSame(Track track, Detection detection) {
    ObjectAttributes object = track.attributes();
    ObjectAttributes seen = detection.attributes();
    double distance = distance(track, detection);
    return !track.held()
        && object.kind() == seen.kind()
        && (distance < SAME_OBJECT_METERS
            || (pushed.contains(track.id())
                && distance < PUSHED_METERS
                && ColorName.nearest(object.color()) == ColorName.nearest(seen.color())));
  }

  private int heldIndex() {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).held()) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the object's picture lies on the hand's, or shows what the hand holds. */
  private boolean atHand(ObjectAttributes seen, CameraModel camera, HandState hand) {
    int held = heldIndex();
    if (held >= 0) {
      ObjectAttributes a = tracks.get(held).attributes();
      if (a.kind() == seen.kind() && a.color().distanceTo(seen.color()) < 0.3) {
        return true;
      }
    }
    return isNearHand(seen, camera, hand, HAND_RADIUS_METERS) && !seen.kind().isSupport();
  }

  private static boolean isNearHand(
      ObjectAttributes object, CameraModel camera, HandState hand, double radiusMeters) {
    CameraModel.Pixel handPixel = camera.project(hand.positionMeters());
    CameraModel.Pixel pixel = camera.project(object.positionMeters());
    double radiusPixels =
        camera.intrinsics().fx() * radiusMeters / Math.max(0.1, handPixel.depthMeters());
    return Math.hypot(pixel.x() - handPixel.x(), pixel.y() - handPixel.y()) < radiusPixels;
  }

  /** Takes over, at the first pictures, what none of them can show. */
  private void remember(List<Look> moment, HandState hand) {
    for (Track track : before.tracks()) {
      ObjectAttributes object = track.attributes();
      boolean isHidden =
          lookingAt(object, moment).stream()
              .allMatch(look -> isNearHand(object, look.camera(), hand, HIDING_RADIUS_METERS));
      boolean isContainer = object.kind().isContainer();
      boolean stays =
          before.isUnderTheArm()
              ? isHidden || isContainer
              : isContainer && (isHidden || moment.stream().anyMatch(l -> isFilled(object, l)));
      if (stays && !track.held()) {
        tracks.add(
            new Track(
                object.named(object.kind().word() + "-" + ++created),
                track.encoding(),
                track.lastSeenNanos(),
                track.sightings(),
                false));
      }
    }
    isUnderTheArm |= before.isUnderTheArm();
    before = Before.NOTHING;
  }

  /** Returns the looks that have a place in the picture; all when none has. */
  private static List<Look> lookingAt(ObjectAttributes object, List<Look> moment) {
    List<Look> looking =
        moment.stream().filter(look -> isInPicture(object, look.camera())).toList();
    return looking.isEmpty() ? moment : looking;
  }

  private static boolean isInPicture(ObjectAttributes object, CameraModel camera) {
    CameraModel.Pixel at = camera.project(object.positionMeters());
    return at.depthMeters() > 0
        && at.x() >= 0
        && at.y() >= 0
        && at.x() < camera.intrinsics().widthPixels()
        && at.y() < camera.intrinsics().heightPixels();
  }

  /** Whether something else is seen where a container stands. */
  private static boolean isFilled(ObjectAttributes container, Look look) {
    double radiusMeters = container.sizeMeters().x() / 2;
    return look.detections().stream()
        .map(Detection::attributes)
        .anyMatch(
            seen ->
                !seen.kind().isContainer()
                    && seen.positionMeters().horizontalDistanceTo(container.positionMeters())
                        < radiusMeters);
  }

  /**
   * Whether what was not there before the arm came is the arm: hand and forearm, seen from above,
   * look like a container, and the rest of it now and then like anything, though never surely.
   */
  private boolean isPartOfTheArm(Detection detection, CameraModel camera, HandState hand) {
    boolean isNew = isUnderTheArm || looks > FIRST_LOOKS;
    boolean isLikeTheHand =
        detection.attributes().kind().isContainer()
            && (isUnderTheArm
                || isNearHand(detection.attributes(), camera, hand, HIDING_RADIUS_METERS));
    return isNew && (isLikeTheHand || detection.attributes().score() < DOUBTFUL_SCORE);
  }

  private boolean misreading(Detection detection) {
    for (Track track : tracks) {
      boolean isSupported =
          track.attributes().kind().isSupport() || detection.attributes().kind().isSupport();
      if (!isSupported
          && track.attributes().kind() != detection.attributes().kind()
          && distance(track, detection) < SAME_PLACE_METERS) {
        return true;
      }
    }
    return false;
  }

  /** Returns the tracks of this kind and colour that did not just appear. */
  private List<Integer> alike(Detection detection, Set<String> appeared) {
    ColorName color = ColorName.nearest(detection.attributes().color());
    List<Integer> alike = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      ObjectAttributes a = tracks.get(i).attributes();
      if (!tracks.get(i).held()
          && !appeared.contains(a.id())
          && a.kind() == detection.attributes().kind()
          && ColorName.nearest(a.color()) == color) {
        alike.add(i);
      }
    }
    return alike;
  }

  private static double distance(Track track, Detection detection) {
    return track
        .attributes()
        .positionMeters()
        .horizontalDistanceTo(detection.attributes().positionMeters());
  }

  /**
   * Takes a sighting into a track. Each value moves by the share that its certainty deserves, as in
   * a Kalman filter with a lower bound on the gain: a bowl with a cube in it has an uncertain
   * colour and keeps the one that it had.
   */
  private static Track blend(Track track, Detection detection, long stampNanos, boolean jump) {
    ObjectAttributes old = track.attributes();
    ObjectAttributes seen = detection.attributes();
    double gain = Math.max(MIN_GAIN, 1.0 / (track.sightings() + 1));
    Vector3 oldSigma = old.uncertainty().positionMeters();
    Vector3 seenSigma = seen.uncertainty().positionMeters();
    Vector3 position =
        new Vector3(
            jump ? 1 : share(gain, oldSigma.x(), seenSigma.x()),
            jump ? 1 : share(gain, oldSigma.y(), seenSigma.y()),
            jump ? 1 : share(gain, oldSigma.z(), seenSigma.z()));
    Vector3 oldColor = old.uncertainty().colorRgb();
    Vector3 seenColor = seen.uncertainty().colorRgb();
    // Colour and size do not change: all sightings count alike, and doubt about a later one is no
    // doubt about the earlier.
    double averaging = 1.0 / (track.sightings() + 1);
    Vector3 color =
        new Vector3(
            share(averaging, oldColor.x(), seenColor.x()),
            share(averaging, oldColor.y(), seenColor.y()),
            share(averaging, oldColor.z(), seenColor.z()));
    double yawShare =
        jump ? 1 : share(gain, old.uncertainty().yawRad(), seen.uncertainty().yawRad());
    int order = old.kind().yawSymmetryOrder();
    double yawRad = seen.yawRad();
    if (order > 0) {
      double turn = 2 * Math.PI / order;
      double error = seen.yawRad() - old.yawRad();
      yawRad = old.yawRad() + yawShare * (error - turn * Math.floor(error / turn + 0.5));
    }
    double sizeShare = (color.x() + color.y() + color.z()) / 3;
    ObjectAttributes blended =
        new ObjectAttributes(
            old.id(),
            old.kind(),
            mix(old.positionMeters(), seen.positionMeters(), position),
            yawRad,
            ColorRgb.clamped(
                old.color().red() + color.x() * (seen.color().red() - old.color().red()),
                old.color().green() + color.y() * (seen.color().green() - old.color().green()),
                old.color().blue() + color.z() * (seen.color().blue() - old.color().blue())),
            mix(old.sizeMeters(), seen.sizeMeters(), new Vector3(sizeShare, sizeShare, sizeShare)),
            old.score() + gain * (seen.score() - old.score()),
            new ObjectAttributes.Uncertainty(
                mix(oldSigma, seenSigma, position),
                old.uncertainty().yawRad()
                    + yawShare * (seen.uncertainty().yawRad() - old.uncertainty().yawRad()),
                lower(oldColor, mix(oldColor, seenColor, color))),
            jump ? seen.axis() : turned(old.axis(), seen.axis(), gain));
    return new Track(
        blended,
        stampNanos >= track.lastSeenNanos() ? detection.encoding() : track.encoding(),
        Math.max(track.lastSeenNanos(), stampNanos),
        track.sightings() + 1,
        false);
  }

  /** Returns an axis that has moved by a share towards another; opposite ones stay. */
  private static Vector3 turned(Vector3 axis, Vector3 towards, double share) {
    Vector3 mixed = axis.times(1 - share).plus(towards.times(share));
    return mixed.norm() < SHORTEST_AXIS ? axis : mixed.times(1 / mixed.norm());
  }

  /**
   * Returns the gain, raised or lowered by how sure the sighting is beside the belief; equally sure
   * leaves it as it is.
   */
  private static double share(double gain, double oldSigma, double seenSigma) {
    double variances = oldSigma * oldSigma + seenSigma * seenSigma;
    return variances > 0 ? Math.min(1, gain * 2 * oldSigma * oldSigma / variances) : gain;
  }

  private static Vector3 lower(Vector3 a, Vector3 b) {
    return new Vector3(Math.min(a.x(), b.x()), Math.min(a.y(), b.y()), Math.min(a.z(), b.z()));
  }

  private static Vector3 mix(Vector3 a, Vector3 b, Vector3 shares) {
    return new Vector3(
        a.x() + shares.x() * (b.x() - a.x()),
        a.y() + shares.y() * (b.y() - a.y()),
        a.z() + shares.z() * (b.z() - a.z()));
  }
}
