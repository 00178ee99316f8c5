package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * e_d: a domain's latent to its contribution to the workspace, before fusion and tanh.
 *
 * <p>Input {@code latent} (batch, domain width); output {@code encoding} (batch, workspace width).
 */
public final class DomainEncoder implements Architecture {
  private final DomainSpec domain;
  private final WorkspaceShape shape;

  public DomainEncoder(DomainSpec domain, WorkspaceShape shape) {
    this.domain = domain;
    this.shape = shape;
  }

  @Override
  public String name() {
    return "encode." + domain.name();
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("latent", -1, domain.latentWidth()));
  }

  @Override
  public List<String> outputs() {
    return List.of("encoding");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T latent = inputs.get(0);
    if (domain.standardization() != null) {
      latent = domain.standardization().apply(ops, latent);
    }
    return List.of(
        domain.encoder().forward(ops, latent, domain.latentWidth(), shape.latentWidth()));
  }
}
