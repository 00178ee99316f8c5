package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.SceneBelief;
import dev.cobot.brain.belief.Track;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The belief rules as the runtime has them, one belief a table. */
final class BeliefFollower implements Follower {
  private static final long TICK_NANOS = 100_000_000L;
  private static final double FIELD_OF_VIEW_RAD = 0.9;
  private static final List<CameraModel> CAMERAS =
      List.of(camera("camera", Senses.EYES[0]), camera("side", Senses.EYES[1]));

  private final List<SceneBelief> beliefs = new ArrayList<>();

  private static CameraModel camera(String id, Vector3 eye) {
    return new CameraModel(
        id,
        CameraIntrinsics.ideal(320, 240, FIELD_OF_VIEW_RAD),
        CameraModel.lookAt(eye, Vector3.ZERO));
  }

  @Override
  public void begin(int tables) {
    beliefs.clear();
    for (int i = 0; i < tables; i++) {
      beliefs.add(new SceneBelief());
    }
  }

  @Override
  public void tick(List<Senses> senses) {
    for (int i = 0; i < senses.size(); i++) {
      Senses told = senses.get(i);
      beliefs.get(i).feel(told.felt);
      List<Look> moment = new ArrayList<>();
      for (int camera = 0; camera < Senses.CAMERAS; camera++) {
        Fault fault = told.fault(Senses.DOMAINS[camera]);
        if (fault != null && fault.kind() == Fault.Kind.BLACK) {
          continue; // it sends nothing at all
        }
        List<Detection> seen = new ArrayList<>();
        for (Senses.Glimpse glimpse : told.looks[camera]) {
          if (glimpse != null) {
            seen.add(detection(glimpse));
          }
        }
        moment.add(new Look(CAMERAS.get(camera), told.tick * TICK_NANOS, seen));
      }
      beliefs.get(i).see(moment, told.felt);
    }
  }

  private static Detection detection(Senses.Glimpse glimpse) {
    double height =
        switch (glimpse.kind()) {
          case BOTTLE -> 0.18;
          case CUP -> 0.09;
          case BOWL -> 0.06;
          default -> 0.04;
        };
    double s = glimpse.sigmaMeters();
    double c = glimpse.colorSigma();
    double[] rgb = glimpse.rgb();
    return new Detection(
        new ObjectAttributes(
            "seen",
            glimpse.kind(),
            glimpse.position(),
            glimpse.yawRad(),
            new ColorRgb(rgb[0], rgb[1], rgb[2]),
            new Vector3(0.045, 0.045, height),
            glimpse.score(),
            new ObjectAttributes.Uncertainty(
                new Vector3(s, s, s), glimpse.yawSigmaRad(), new Vector3(c, c, c))),
        new float[0]);
  }

  List<Track> tracks(int table) {
    return beliefs.get(table).tracks();
  }

  /** Of several tracks the held one counts, else what was seen most. */
  @Override
  public Vector3 place(int table) {
    return tracks(table).stream()
        .max(Comparator.comparing(Track::held).thenComparing(Track::sightings))
        .map(track -> track.attributes().positionMeters())
        .orElse(null);
  }
}
