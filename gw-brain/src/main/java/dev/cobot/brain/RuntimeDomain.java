package dev.cobot.brain;

import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import java.util.List;

/**
 * A domain that the runtime fuses, see {@link Brain#DOMAINS}: its place in the workspace, and what
 * it sends there. Holds no state; any thread.
 */
public interface RuntimeDomain {
  /** Returns its name, unique among the domains. */
  String name();

  /**
   * Returns what it brings into the workspace: itself, and after it other readings of the same
   * thing, which are not fused beside it.
   *
   * @param mlp hidden part of encoders and decoders
   */
  List<DomainSpec> specs(MlpShape mlp);

  /** Returns what it sends to the workspace (workspace width), before fusion and tanh. */
  float[] encode(GlobalWorkspace workspace, Focus focus);
}
