package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An arm that reaches over the table, in pictures as a camera took them and otherwise. */
class ArmSightWatchTest {
  private static final int PICTURES_AT_REST = 4;
  private static final int LOOKS = 8;
  private static final List<List<Observation>> FILMS = new ArrayList<>();
  private static ScriptedCell scripted;

  @BeforeAll
  static void film() throws Exception {
    scripted = new ScriptedCell();
    World world = scripted.world;
    SplittableRandom random = new SplittableRandom(12);
    FILMS.add(film(camera(world.camera().tableFromCamera()), world.look(), true));
    for (int i = 1; i < LOOKS; i++) {
      double azimuth = random.nextDouble(-1.0, 1.0);
      Vector3 eye = new Vector3(1.1 * Math.cos(azimuth), 1.1 * Math.sin(azimuth), 0.9);
      FILMS.add(
          film(
              camera(CameraModel.lookAt(eye, new Vector3(-0.1, 0, 0.05))),
              RenderOptions.randomized(random),
              true));
    }
  }

  private static CameraModel camera(Transform tableFromCamera) {
    CameraIntrinsics k = scripted.world.camera().intrinsics().resized(160, 120);
    return new CameraModel(k, tableFromCamera);
  }

  /** Four pictures at rest, then three seconds of motion to both sides of the table. */
  private static List<Observation> film(CameraModel camera, RenderOptions look, boolean showsArm) {
    World world = scripted.world;
    List<Observation> film = new ArrayList<>();
    Renderer renderer = new Renderer();
    try (PlantSimulator cell = PlantSimulator.open(world, List.of(), 1)) {
      cell.advance(0.2);
      for (int picture = 0; picture < 55; picture++) {
        if (picture == PICTURES_AT_REST || picture == 30) {
          Vector3 to =
              picture == 30 ? new Vector3(0.05, 0.25, 0.12) : new Vector3(0.0, -0.25, 0.12);
          cell.followTrajectory(
              JointTrajectory.to(
                  world.robot().model().armJointNames(), 1.9, scripted.reaching(to)));
        }
        List<Visual> visuals =
            cell.visuals().stream().filter(v -> showsArm || !isOfArm(v)).toList();
        CameraFrame frame = renderer.render(visuals, camera, look, cell.timeNanos());
        film.add(Observation.of(cell.armState(), frame));
        cell.advance(0.08);
      }
    }
    return film;
  }

  private static boolean isOfArm(Visual visual) {
    return scripted.world.robot().model().links().stream()
        .anyMatch(link -> link.name().equals(visual.owner()));
  }

  /** Returns how many pictures it took to find a fault, and the fault; or nothing. */
  private static Optional<Found> find(List<Observation> film, UnaryOperator<CameraFrame> driver) {
    ArmSightWatch watch = new ArmSightWatch(scripted.world.robot());
    for (int i = 0; i < film.size(); i++) {
      Observation in = film.get(i);
      watch.see(Observation.of(in.arm(), driver.apply(in.frames().get(CameraModel.ONLY))));
      Optional<String> fault = watch.fault();
      if (fault.isPresent()) {
        return Optional.of(new Found(i + 1, fault.get()));
      }
    }
    return Optional.empty();
  }

  private record Found(int pictures, String fault) {}

  private static CameraFrame reversed(CameraFrame frame, boolean columns, boolean rows) {
    int width = frame.widthPixels();
    int height = frame.heightPixels();
    byte[] rgb = new byte[frame.rgb().length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (rows ? height - 1 - y : y) * width + (columns ? width - 1 - x : x);
        System.arraycopy(frame.rgb(), 3 * from, rgb, 3 * (y * width + x), 3);
      }
    }
    return new CameraFrame(frame.stampNanos(), frame.camera(), rgb);
  }

  private static CameraFrame as(Mirroring mirroring, CameraFrame frame) {
    return switch (mirroring) {
      case LEFT_TO_RIGHT -> reversed(frame, true, false);
      case TOP_TO_BOTTOM -> reversed(frame, false, true);
      case UPSIDE_DOWN -> reversed(frame, true, true);
    };
  }

  private static CameraFrame zoomed(CameraFrame frame, double share) {
    CameraIntrinsics k = frame.camera().intrinsics();
    CameraIntrinsics zoomed =
        new CameraIntrinsics(
            k.widthPixels(),
            k.heightPixels(),
            share * k.fx(),
            share * k.fy(),
            k.cx(),
            k.cy(),
            k.distortion());
    return with(frame, zoomed, frame.camera().tableFromCamera());
  }

  private static CameraFrame with(CameraFrame frame, CameraIntrinsics k, Transform pose) {
    return new CameraFrame(frame.stampNanos(), new CameraModel(k, pose), frame.rgb());
  }

  private static CameraFrame turned(CameraFrame frame, double yawRad) {
    Transform pose = frame.camera().tableFromCamera();
    Transform about =
        new Transform(
            CameraModel.TABLE, CameraModel.TABLE, new Vector3(0, 0, 0), Quaternion.fromYaw(yawRad));
    return with(frame, frame.camera().intrinsics(), about.after(pose));
  }

  @Test
  void aPictureAsTheCameraTookItIsTrusted() {
    for (List<Observation> film : FILMS) {
      assertEquals(Optional.empty(), find(film, frame -> frame));
    }
  }

  /** Two degrees and two per cent are what a calibration by hand may be wrong by. */
  @Test
  void aCalibrationThatIsALittleOffIsNoFault() {
    for (List<Observation> film : FILMS) {
      assertEquals(Optional.empty(), find(film, f -> turned(f, Math.toRadians(2))));
      assertEquals(Optional.empty(), find(film, f -> zoomed(f, 1.02)));
    }
  }

  /**
   * In dull light the arm may have to move first, and then the one thing sure is that it is off.
   */
  @Test
  void aPictureThatIsMirroredIsFoundMostlyBeforeTheArmMoves() {
    int atRest = 0;
    int named = 0;
    for (List<Observation> film : FILMS) {
      for (Mirroring mirroring : Mirroring.values()) {
        Found found = find(film, f -> as(mirroring, f)).orElseThrow();
        assertTrue(found.fault().contains("'" + CameraModel.ONLY + "'"), found.fault());
        atRest += found.pictures() < PICTURES_AT_REST ? 1 : 0;
        named += found.fault().contains(mirroring.words()) ? 1 : 0;
        if (film == FILMS.get(0)) {
          assertTrue(found.fault().contains(mirroring.words()), found.fault());
        }
      }
    }
    assertTrue(atRest >= 20, atRest + " of " + 3 * LOOKS + " were found before the arm moved");
    assertTrue(named >= 22, named + " of " + 3 * LOOKS + " were called what they are");
  }

  @Test
  void aPictureThatIsMirroredIsFoundWithinTwoSecondsOfMotion() {
    for (List<Observation> film : FILMS) {
      List<Observation> moving = film.subList(PICTURES_AT_REST + 2, film.size());
      for (Mirroring mirroring : Mirroring.values()) {
        Found found = find(moving, f -> as(mirroring, f)).orElseThrow();
        assertTrue(found.pictures() * 0.08 <= 2, found.toString());
      }
    }
  }

  @Test
  void aFocalLengthOfAnotherResolutionIsFoundWhileTheArmMoves() {
    for (double share : new double[] {0.5, 2}) {
      Found found = find(FILMS.get(0), f -> zoomed(f, share)).orElseThrow();
      assertTrue(found.fault().contains("moves elsewhere in its pictures"), found.fault());
    }
  }

  /** An arm that cannot be told from its background says nothing, whatever else moves. */
  @Test
  void anArmThatCannotBeSeenIsNoFault() {
    List<Observation> film =
        film(camera(scripted.world.camera().tableFromCamera()), scripted.world.look(), false);
    assertEquals(Optional.empty(), find(film, f -> f));
    assertEquals(Optional.empty(), find(film, f -> reversed(f, true, false)));
  }

  @Test
  void aCommandIsRefusedBeforeTheArmMovesInAMirroredPicture() {
    Pilot pilot =
        new Pilot(
            ScriptedCell.mind(),
            new Pilot.Cell(scripted.world.robot(), SkillCatalog.ALL, scripted.gate(), 15),
            "put the red cube in the bowl",
            FirstMotion.AT_ONCE);
    Outcome outcome = null;
    for (Observation in : FILMS.get(0).subList(0, PICTURES_AT_REST)) {
      ArmState arm = in.arm();
      CameraFrame frame = reversed(in.frames().get(CameraModel.ONLY), true, false);
      Turn turn = pilot.tick(Observation.of(arm, frame), Present.of(arm)).turn();
      assertNotEquals(Turn.Move.class, turn.getClass());
      if (turn instanceof Turn.End end) {
        outcome = end.outcome();
        break;
      }
    }
    assertEquals(Outcome.Kind.REFUSED, outcome.kind());
    assertEquals(Refusal.Reason.CELL_FAULT, outcome.refusal().reason());
    assertTrue(outcome.detail().contains("mirrored left to right"), outcome.detail());
    assertInstanceOf(Turn.Watch.class, pilotThatSeesIt());
  }

  private static Turn pilotThatSeesIt() {
    Pilot pilot =
        new Pilot(
            ScriptedCell.mind(),
            new Pilot.Cell(scripted.world.robot(), SkillCatalog.ALL, scripted.gate(), 15),
            "put the red cube in the bowl",
            FirstMotion.AT_ONCE);
    Turn turn = null;
    for (Observation in : FILMS.get(0).subList(0, PICTURES_AT_REST)) {
      turn = pilot.tick(in, Present.of(in.arm())).turn();
    }
    return turn;
  }
}
