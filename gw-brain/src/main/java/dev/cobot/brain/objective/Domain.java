package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.Standardization;
import java.util.Map;

/**
 * What a domain brings to the training of a workspace: this is all that a new one has to write.
 *
 * <p>The defaults suit a domain whose latents were computed before by a frozen module and are
 * decoded as they are: {@code Domain force = () -> DomainSpec.of("force", 8, MlpShape.PUBLISHED)}.
 */
@FunctionalInterface
public interface Domain {
  /** Returns the name and the widths. */
  DomainSpec spec();

  /**
   * Returns the domain's latents of a batch of its data. A module that is trained with the
   * workspace runs its network on {@code scope} here; for a frozen one the data are the latents, or
   * begin with them.
   *
   * @param data (rows, ...)
   * @return (rows, latent width)
   */
  default NDArray latents(StepScope scope, NDArray data) {
    return data;
  }

  /**
   * Returns how far what was decoded is from the latents, row by row. The default is the squared
   * error, averaged over the latent's values, in deviations where the domain is standardised.
   *
   * @param decoded (rows, decoded width)
   * @param latents (rows, latent width)
   * @return (rows)
   */
  default NDArray error(NDArray decoded, NDArray latents) {
    NDArray difference = decoded.sub(latents);
    Standardization scale = spec().standardization();
    if (scale != null) {
      difference = difference.div(decoded.getManager().create(scale.deviationValues()));
    }
    return difference.square().mean(new int[] {1});
  }

  /**
   * As {@link #error(NDArray, NDArray)}, which is the default, knowing where the state came from: a
   * domain of which another tells only a part counts that part here, because an error for what
   * cannot be known asks for guesses.
   *
   * @param from the data of the domains that the state was made of, by name, each (rows, ...); data
   *     may hold more than latents
   */
  default NDArray error(NDArray decoded, NDArray latents, Map<String, NDArray> from) {
    return error(decoded, latents);
  }

  /**
   * Returns what was decoded as latents that can be encoded again, for cycles.
   *
   * @param decoded (rows, decoded width)
   * @return (rows, latent width)
   */
  default NDArray asLatents(NDArray decoded) {
    return decoded;
  }
}
