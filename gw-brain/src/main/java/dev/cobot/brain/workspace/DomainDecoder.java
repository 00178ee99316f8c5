package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import java.util.List;

/**
 * d_d: a broadcast to what it says about a domain.
 *
 * <p>Input {@code broadcast} (batch, workspace width) in [-1, 1]; output {@code decoded} (batch,
 * the domain's decoded width).
 */
public final class DomainDecoder implements Architecture {
  private final DomainSpec domain;
  private final WorkspaceShape shape;

  public DomainDecoder(DomainSpec domain, WorkspaceShape shape) {
    this.domain = domain;
    this.shape = shape;
  }

  @Override
  public String name() {
    return "decode." + domain.name();
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("broadcast", -1, shape.latentWidth()));
  }

  @Override
  public List<String> outputs() {
    return List.of("decoded");
  }

  @Override
  public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
    T decoded =
        domain.decoder().forward(ops, inputs.get(0), shape.latentWidth(), domain.decodedWidth());
    return List.of(
        domain.standardization() == null ? decoded : domain.standardization().undo(ops, decoded));
  }
}
