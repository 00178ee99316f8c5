package dev.cobot.brain.workspace;

import java.util.List;

/**
 * The sizes of a workspace.
 *
 * @param latentWidth values of the shared latent
 * @param hiddenWidth width of the encoders' and decoders' hidden layers
 * @param keyWidth width of the attention's keys and queries
 * @param domains the domains, names unique
 */
public record WorkspaceShape(
    int latentWidth, int hiddenWidth, int keyWidth, List<DomainSpec> domains) {
  public WorkspaceShape {
    domains = List.copyOf(domains);
    if (!(latentWidth > 0 && hiddenWidth > 0 && keyWidth > 0) || domains.isEmpty()) {
      throw new IllegalArgumentException(
          "a workspace needs positive widths and at least one domain, got "
              + latentWidth
              + ", "
              + hiddenWidth
              + ", "
              + keyWidth
              + ", "
              + domains.size()
              + " domains");
    }
    if (domains.stream().map(DomainSpec::name).distinct().count() != domains.size()) {
      throw new IllegalArgumentException("the domains' names must be unique, got " + domains);
    }
  }

  /** Returns the domain of this name; an unknown name is an error that lists the known ones. */
  public DomainSpec domain(String name) {
    return domains.stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the workspace has no domain '"
                        + name
                        + "'; it has "
                        + domains.stream().map(DomainSpec::name).toList()));
  }
}
