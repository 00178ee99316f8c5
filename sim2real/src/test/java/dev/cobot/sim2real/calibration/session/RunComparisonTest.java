package dev.cobot.sim2real.calibration.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.session.RegressionCheck.Outcome;
import dev.cobot.sim2real.calibration.session.RunComparison.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
  private static StoredRun stored(long number, CalibrationRun run) {
    return new StoredRun(
        number, run, RegressionCheck.of(run.images(ImageRole.HELD_OUT), run.errorUnit(), 1), false);
  }

  private static StoredRun run(long number, List<RunImage> images, double fx) {
    return stored(
        number, Runs.run("s" + number, CalibrationKind.INTRINSICS, Verdict.OK, images, fx));
  }

  private static Parameter parameter(RunComparison comparison, String name) {
    return comparison.parameters().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in " + comparison.parameters()));
  }

  @Test
  void parametersDifferInSigmasOfBoth() {
    List<RunImage> images = Runs.images("x", 0.5);
    RunComparison comparison = RunComparison.of(run(1, images, 500), run(2, images, 509));
    Parameter fx = parameter(comparison, "fx");
    assertEquals(9, fx.difference());
    assertEquals(9 / Math.hypot(3, 3), fx.sigmas(), 1e-12);
    assertEquals(0, parameter(comparison, "distortion[0]").sigmas());
    assertNull(parameter(comparison, "distortion[1]").sigmas(), "it has no sigma");
    assertEquals(List.of(), comparison.warnings());
    assertEquals(12, comparison.sharedImages());
    assertEquals(Outcome.PASSED, comparison.onSharedImages().outcome());
  }

  @Test
  void differentImagesAreToldOf() {
    List<RunImage> x = Runs.images("x", 0.5);
    List<RunImage> half = new java.util.ArrayList<>(x.subList(0, 6));
    half.addAll(Runs.images("y", 0.5).subList(6, 12));
    RunComparison comparison = RunComparison.of(run(1, x, 500), run(2, half, 500));
    assertEquals(6, comparison.sharedImages());
    assertEquals(6, comparison.imagesOfAAlone());
    assertEquals(6, comparison.imagesOfBAlone());
    assertEquals(1, comparison.warnings().size());
    assertTrue(comparison.warnings().get(0).contains("different images (6 shared, of 12 and 12)"));
    assertEquals(4, comparison.onSharedImages().images());
    RunComparison apart = RunComparison.of(run(1, x, 500), run(2, Runs.images("y", 0.5), 500));
    assertNull(apart.onSharedImages());
  }

  @Test
  void theLaterRunsErrorsOnSharedImagesAreHeldAgainstTheEarlier() {
    RunComparison comparison =
        RunComparison.of(run(1, Runs.images("x", 0.5), 500), run(2, Runs.images("x", 0.8), 500));
    assertEquals(Outcome.WORSE, comparison.onSharedImages().outcome());
    assertEquals(0.3, comparison.onSharedImages().medianDifference(), 1e-9);
  }

  /** A quaternion and its negative are one rotation. */
  @Test
  void rotationsDifferByAnAngle() {
    RunComparison comparison =
        RunComparison.of(
            pose(1, "[0,0,0,1]"),
            pose(2, "[0,0," + -Math.sin(0.0005) + "," + -Math.cos(0.0005) + "]"));
    Parameter angle = parameter(comparison, "tableFromCamera.rotationRad");
    assertEquals(0.001, angle.difference(), 1e-12);
    assertNull(angle.a());
  }

  private static StoredRun pose(long number, String quaternion) {
    return stored(
        number,
        new CalibrationRun(
            "t",
            CalibrationKind.TABLE,
            "head",
            new Provenance(1, Map.of(), Map.of()),
            new Finding(
                null,
                Runs.json("{'tableFromCamera':{'quaternionXyzw':" + quaternion + "}}"),
                Runs.json("{}"),
                Verdict.OK,
                ""),
            ErrorUnit.PIXELS,
            List.of(),
            null));
  }

  @Test
  void kindsDoNotCompare() {
    StoredRun lens = run(1, List.of(), 500);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> RunComparison.of(lens, pose(2, "[0,0,0,1]")));
    assertEquals(
        "run 1 is of intrinsics and run 2 of table; only runs of one kind compare", e.getMessage());
  }
}
