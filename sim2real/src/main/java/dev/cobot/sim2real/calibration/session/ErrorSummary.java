package dev.cobot.sim2real.calibration.session;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The errors of a run's images of one role, in the run's unit. Quantiles are of the images that
 * have an error, by nearest rank; null if none has.
 *
 * @param images all images of the role
 * @param withError those that have an error
 */
public record ErrorSummary(int images, int withError, Double median, Double percentile90) {
  /** Sums up the errors after, or those before. */
  public static ErrorSummary of(CalibrationRun run, ImageRole role, boolean after) {
    Function<RunImage, Double> error = after ? RunImage::errorAfter : RunImage::errorBefore;
    List<RunImage> images = run.images(role);
    double[] errors =
        images.stream().map(error).filter(Objects::nonNull).mapToDouble(e -> e).toArray();
    return errors.length == 0
        ? new ErrorSummary(images.size(), 0, null, null)
        : new ErrorSummary(
            images.size(),
            errors.length,
            RegressionCheck.quantile(errors, 0.5),
            RegressionCheck.quantile(errors, 0.9));
  }
}
