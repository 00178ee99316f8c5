package dev.cobot.brain.workspace;

import dev.cobot.brain.network.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks of a workspace and their sizes.
 *
 * @param latentWidth values of the shared latent z
 * @param domains the domains, names unique
 * @param selection the learned selection; null when there is none
 * @param objects the attention to objects; null when there is none
 */
public record WorkspaceShape(
    int latentWidth,
    List<DomainSpec> domains,
    SelectionShape selection,
    ObjectAttentionShape objects) {
  /** Checks names and widths. */
  public WorkspaceShape {
    domains = List.copyOf(domains);
    if (latentWidth < 1 || domains.isEmpty()) {
      throw new IllegalArgumentException(
          "a workspace needs a width above 0 and at least one domain, got %d and %d domains"
              .formatted(latentWidth, domains.size()));
    }
    if (domains.stream().map(DomainSpec::name).distinct().count() != domains.size()) {
      throw new IllegalArgumentException("the domains' names must be unique, got " + domains);
    }
    if (selection != null) {
      List<String> names = domains.stream().map(DomainSpec::name).toList();
      for (String name : selection.domains()) {
        if (!names.contains(name)) {
          throw new IllegalArgumentException(
              "the selection weighs '%s', the workspace has %s".formatted(name, names));
        }
      }
    }
  }

  /** Returns a workspace without learned attention. */
  public static WorkspaceShape of(int latentWidth, List<DomainSpec> domains) {
    return new WorkspaceShape(latentWidth, domains, null, null);
  }

  /** Returns the same workspace with a learned selection. */
  public WorkspaceShape withSelection(SelectionShape newSelection) {
    return new WorkspaceShape(latentWidth, domains, newSelection, objects);
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

  /** Returns every network of the workspace. */
  public List<Architecture> networks() {
    List<Architecture> networks = new ArrayList<>();
    for (DomainSpec domain : domains) {
      networks.add(new DomainEncoder(domain, this));
      networks.add(new DomainDecoder(domain, this));
    }
    if (objects != null) {
      networks.add(new ObjectKeys(latentWidth, objects));
      networks.add(new ObjectQueries(latentWidth, objects));
    }
    if (selection != null) {
      networks.add(selectionNetwork());
    }
    return networks;
  }

  /** Returns the network of the learned selection, which must be there. */
  public Architecture selectionNetwork() {
    return selection.kind() == SelectionShape.Kind.MEAN_QUERY
        ? new ModalitySelection(latentWidth, selection)
        : new KeyQuerySelection(this);
  }
}
