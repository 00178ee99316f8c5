package dev.cobot.brain.study.reaching;

import java.util.List;

/**
 * Which policies are trained and how they are tried.
 *
 * @param workspaces names of the kinds of workspace, unique; letters, digits, blanks, _ + and -
 * @param seeds of workspaces and policies, unique; each kind is tried with each
 * @param policy how each policy is trained
 * @param episodes test episodes of each policy in each modality, at least 2; the same ones always
 * @param control whether policies are trained on the raw attributes too, without a workspace
 */
public record TransferConfig(
    List<String> workspaces, List<Long> seeds, PpoConfig policy, int episodes, boolean control) {
  /** Checks the names and ranges. */
  public TransferConfig {
    workspaces = List.copyOf(workspaces);
    seeds = List.copyOf(seeds);
    for (String kind : workspaces) {
      if (!kind.matches("[A-Za-z0-9][A-Za-z0-9_+ -]{0,59}")
          || kind.equals(PolicyTransfer.CONTROL)) {
        throw new IllegalArgumentException(
            "workspace '%s'; allowed: a letter or digit, then up to 59 letters, digits, blanks, _ + or -, but not '%s'"
                .formatted(kind, PolicyTransfer.CONTROL));
      }
    }
    if (workspaces.stream().map(TransferConfig::folderName).distinct().count() != workspaces.size()
        || seeds.stream().distinct().count() != seeds.size()) {
      throw new IllegalArgumentException(
          "workspaces %s with seeds %s; name each once, and not two that differ in a blank and a - only"
              .formatted(workspaces, seeds));
    }
    if (seeds.isEmpty() || (workspaces.isEmpty() && !control)) {
      throw new IllegalArgumentException(
          "%d workspaces and %d seeds, control %s; allowed: at least one seed, and a workspace or the control"
              .formatted(workspaces.size(), seeds.size(), control));
    }
    if (!(episodes >= 2 && episodes <= 1_000_000)) {
      throw new IllegalArgumentException(
          "%d test episodes; allowed: 2 to 1000000".formatted(episodes));
    }
  }

  /** Returns what the folder of a kind of workspace is called. */
  static String folderName(String kind) {
    return kind.replace(' ', '-');
  }

  /** Returns the standard setting: 1,000 test episodes, with the control. */
  public static TransferConfig of(List<String> workspaces, List<Long> seeds) {
    return new TransferConfig(workspaces, seeds, PpoConfig.reaching(), 1000, true);
  }
}
