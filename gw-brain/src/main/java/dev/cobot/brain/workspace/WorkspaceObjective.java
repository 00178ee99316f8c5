package dev.cobot.brain.workspace;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.workspace.LossWeights.Combination;
import dev.cobot.brain.workspace.LossWeights.Compared;
import dev.cobot.brain.workspace.LossWeights.Loss;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The losses of a workspace over N domains (Devillers, Maytie and VanRullen 2024, section 3). With
 * z_s = tanh(e_s(u_s)) and the domain's own error m (by default the squared error, averaged over
 * values and rows):
 *
 * <ul>
 *   <li>translation: mean over ordered pairs s, t of m(d_t(z_s), u_t), on groups of two or more
 *       domains;
 *   <li>contrastive: mean over pairs of (CE(S, diagonal) + CE(S', diagonal)) / 2, S the cosines
 *       over the temperature, on the same groups;
 *   <li>demi-cycle: mean over s of m(d_s(z_s), u_s), on groups of one domain;
 *   <li>cycle: mean over ordered pairs of m(d_s(tanh(e_t(d_t(z_s)))), u_s), on the same groups;
 *   <li>fused: mean over the sets P of two or more domains of a group, and over the group's domains
 *       t, of m(d_t(tanh(sum over P of alpha_d e_d(u_d))), u_t), with alpha from a {@link
 *       Selection}.
 * </ul>
 *
 * A group is a set of domains with rows that belong together. Each network runs at most twice a
 * step, on the rows of all losses together.
 */
public final class WorkspaceObjective {
  private final TrainableWorkspace workspace;
  private final Map<String, Domain> domains = new LinkedHashMap<>();
  private final LossWeights weights;
  private final Selection selection;

  /**
   * The losses of one batch.
   *
   * @param total what is minimised, a scalar
   * @param losses each loss that is on, before its coefficient, scalars
   * @param details the parts that the losses are means of, scalars, such as {@code
   *     translation/vision-text} for vision to text
   */
  public record Terms(NDArray total, Map<Loss, NDArray> losses, Map<String, NDArray> details) {
    /** Returns the numbers by name: {@code loss}, each loss in lower case, each detail. */
    public Map<String, Double> toMetrics() {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("loss", (double) total.getFloat());
      losses.forEach((loss, value) -> metrics.put(name(loss), (double) value.getFloat()));
      details.forEach((name, value) -> metrics.put(name, (double) value.getFloat()));
      return metrics;
    }
  }

  /**
   * @param domains one for each domain of the workspace
   * @param selection the weights of the fused loss
   */
  public WorkspaceObjective(
      TrainableWorkspace workspace,
      List<Domain> domains,
      LossWeights weights,
      Selection selection) {
    this.workspace = workspace;
    this.weights = weights;
    this.selection = selection;
    for (Domain domain : domains) {
      if (!workspace.shape().domain(domain.spec().name()).equals(domain.spec())) {
        throw new IllegalArgumentException(
            "domain %s is not the workspace's %s"
                .formatted(domain.spec(), workspace.shape().domain(domain.spec().name())));
      }
      if (this.domains.put(domain.spec().name(), domain) != null) {
        throw new IllegalArgumentException(
            "domain '%s' is given twice".formatted(domain.spec().name()));
      }
    }
    for (DomainSpec spec : workspace.shape().domains()) {
      if (!this.domains.containsKey(spec.name())) {
        throw new IllegalArgumentException(
            "the workspace's domain '%s' is missing among those given".formatted(spec.name()));
      }
    }
  }

  /** A domain's rows in one group, on their way through the losses. */
  private static final class Side {
    private final String domain;
    private final NDArray latents;
    private int encoding;
    private NDArray encoded;
    private NDArray state;

    Side(String domain, NDArray latents) {
      this.domain = domain;
      this.latents = latents;
    }
  }

  /** Something decoded that an error is due for. */
  private record Due(Loss loss, String detail, String domain, int decoding, NDArray latents) {}

  /** The first half of a cycle: what domain {@code via} was read as. */
  private record Half(Side from, String via, int decoding) {}

  /**
   * Returns the losses of one batch.
   *
   * @param groups for each group the data of its domains by name, (rows, ...), row i of each
   *     belonging to the same scene; groups may differ in rows
   * @throws IllegalArgumentException if a loss that is switched on has no group to stand on
   */
  public Terms of(StepScope scope, List<Map<String, NDArray>> groups) {
    List<List<Side>> sides = encode(scope, groups);
    Map<String, RowBatch> decodings = new LinkedHashMap<>();
    domains.keySet().forEach(d -> decodings.put(d, new RowBatch()));
    List<Due> dues = new ArrayList<>();
    List<Half> halves = new ArrayList<>();
    Collected collected = new Collected();
    for (List<Side> group : sides) {
      if (group.size() == 1) {
        askAlone(group.get(0), decodings, dues, halves);
      } else {
        askTogether(scope, group, decodings, dues);
        contrast(scope, group, collected);
      }
    }
    decodings.forEach((d, rows) -> rows.run(z -> workspace.decode(scope, d, z)));
    for (Due due : dues) {
      collected.add(due, decodings.get(due.domain()), domains.get(due.domain()));
    }
    closeCycles(scope, halves, decodings, collected);
    return collected.terms(scope);
  }

  /** Returns rows that are known together as the groups that every loss can stand on. */
  static List<Map<String, NDArray>> completed(Map<String, NDArray> pairs) {
    List<Map<String, NDArray>> groups = new ArrayList<>();
    pairs.forEach((domain, rows) -> groups.add(Map.of(domain, rows)));
    groups.add(pairs);
    return groups;
  }

  private List<List<Side>> encode(StepScope scope, List<Map<String, NDArray>> groups) {
    Map<String, RowBatch> encodings = new LinkedHashMap<>();
    domains.keySet().forEach(d -> encodings.put(d, new RowBatch()));
    List<List<Side>> sides = new ArrayList<>();
    for (Map<String, NDArray> group : groups) {
      List<Side> members = new ArrayList<>();
      // In the workspace's order, so that the order of a map does not change the sums.
      for (Domain domain : domains.values()) {
        String name = domain.spec().name();
        NDArray data = group.get(name);
        if (data != null) {
          Side side = new Side(name, domain.latents(scope, data));
          side.encoding = encodings.get(name).add(side.latents);
          members.add(side);
        }
      }
      if (members.size() != group.size() || members.isEmpty()) {
        throw new IllegalArgumentException(
            "a group has the domains %s; allowed: some of %s"
                .formatted(group.keySet(), domains.keySet()));
      }
      requireSameRows(members);
      sides.add(members);
    }
    encodings.forEach((d, rows) -> rows.run(u -> workspace.encode(scope, d, u)));
    for (List<Side> group : sides) {
      for (Side side : group) {
        side.encoded = encodings.get(side.domain).get(side.encoding);
        side.state = side.encoded.tanh();
      }
    }
    return sides;
  }

  private static void requireSameRows(List<Side> members) {
    long rows = members.get(0).latents.getShape().get(0);
    for (Side side : members) {
      if (side.latents.getShape().get(0) != rows) {
        throw new IllegalArgumentException(
            "a group pairs %d rows of '%s' with %d of '%s'; rows of a group belong together"
                .formatted(
                    rows, members.get(0).domain, side.latents.getShape().get(0), side.domain));
      }
    }
  }

  /** Demi-cycle and the first half of the cycles. */
  private void askAlone(
      Side side, Map<String, RowBatch> decodings, List<Due> dues, List<Half> halves) {
    if (weights.has(Loss.DEMI_CYCLE)) {
      int decoding = decodings.get(side.domain).add(side.state);
      dues.add(
          new Due(
              Loss.DEMI_CYCLE, "demi_cycle/" + side.domain, side.domain, decoding, side.latents));
    }
    if (weights.has(Loss.CYCLE)) {
      for (String via : domains.keySet()) {
        if (!via.equals(side.domain)) {
          halves.add(new Half(side, via, decodings.get(via).add(side.state)));
        }
      }
    }
  }

  /** Translations and fusions. */
  private void askTogether(
      StepScope scope, List<Side> group, Map<String, RowBatch> decodings, List<Due> dues) {
    if (weights.has(Loss.TRANSLATION)) {
      for (Side from : group) {
        for (Side to : group) {
          if (from != to) {
            int decoding = decodings.get(to.domain).add(from.state);
            String detail = "translation/" + from.domain + "-" + to.domain;
            dues.add(new Due(Loss.TRANSLATION, detail, to.domain, decoding, to.latents));
          }
        }
      }
    }
    if (weights.has(Loss.FUSED)) {
      for (int set = 3; set < 1 << group.size(); set++) {
        if (Integer.bitCount(set) >= 2) {
          askFused(scope, group, set, decodings, dues);
        }
      }
    }
  }

  private void askFused(
      StepScope scope, List<Side> group, int set, Map<String, RowBatch> decodings, List<Due> dues) {
    List<NDArray> encodings = new ArrayList<>();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < group.size(); i++) {
      if ((set & 1 << i) != 0) {
        encodings.add(group.get(i).encoded);
        names.append(names.isEmpty() ? "" : ".").append(group.get(i).domain);
      }
    }
    long rows = group.get(0).latents.getShape().get(0);
    NDArray alpha = selection.weights(scope, rows, encodings.size());
    NDArray state = TrainableWorkspace.fuse(encodings, alpha);
    for (Side to : group) {
      int decoding = decodings.get(to.domain).add(state);
      String detail = "fused/" + names + "-" + to.domain;
      dues.add(new Due(Loss.FUSED, detail, to.domain, decoding, to.latents));
    }
  }

  private void contrast(StepScope scope, List<Side> group, Collected collected) {
    if (!weights.has(Loss.CONTRASTIVE)) {
      return;
    }
    boolean states = weights.compared() == Compared.STATES;
    for (int i = 0; i < group.size(); i++) {
      for (int j = i + 1; j < group.size(); j++) {
        Side a = group.get(i);
        Side b = group.get(j);
        collected.add(
            Loss.CONTRASTIVE,
            "contrastive/" + a.domain + "-" + b.domain,
            scope.contrastive(
                states ? a.state : a.encoded, states ? b.state : b.encoded, weights.temperature()));
      }
    }
  }

  private void closeCycles(
      StepScope scope, List<Half> halves, Map<String, RowBatch> decodings, Collected collected) {
    if (halves.isEmpty()) {
      return;
    }
    Map<String, RowBatch> again = new LinkedHashMap<>();
    domains.keySet().forEach(d -> again.put(d, new RowBatch()));
    int[] encoding = new int[halves.size()];
    for (int i = 0; i < encoding.length; i++) {
      Half half = halves.get(i);
      NDArray decoded = decodings.get(half.via()).get(half.decoding());
      encoding[i] = again.get(half.via()).add(domains.get(half.via()).asLatents(decoded));
    }
    again.forEach((d, rows) -> rows.run(u -> workspace.encode(scope, d, u).tanh()));
    Map<String, RowBatch> back = new LinkedHashMap<>();
    domains.keySet().forEach(d -> back.put(d, new RowBatch()));
    List<Due> dues = new ArrayList<>();
    for (int i = 0; i < encoding.length; i++) {
      Half half = halves.get(i);
      String home = half.from().domain;
      int decoding = back.get(home).add(again.get(half.via()).get(encoding[i]));
      String detail = "cycle/" + home + "-" + half.via() + "-" + home;
      dues.add(new Due(Loss.CYCLE, detail, home, decoding, half.from().latents));
    }
    back.forEach((d, rows) -> rows.run(z -> workspace.decode(scope, d, z)));
    dues.forEach(due -> collected.add(due, back.get(due.domain()), domains.get(due.domain())));
  }

  /** Errors on their way to means. */
  private final class Collected {
    private final Map<Loss, List<NDArray>> losses = new EnumMap<>(Loss.class);
    private final Map<String, List<NDArray>> details = new LinkedHashMap<>();

    void add(Due due, RowBatch decoded, Domain domain) {
      NDArray error = domain.error(decoded.get(due.decoding()), due.latents()).mean();
      add(due.loss(), due.detail(), error);
    }

    void add(Loss loss, String detail, NDArray value) {
      losses.computeIfAbsent(loss, l -> new ArrayList<>()).add(value);
      details.computeIfAbsent(detail, d -> new ArrayList<>()).add(value);
    }

    Terms terms(StepScope scope) {
      Map<Loss, NDArray> means = new EnumMap<>(Loss.class);
      NDArray total = scope.manager().create(0f);
      int on = 0;
      for (Loss loss : Loss.values()) {
        if (weights.has(loss)) {
          if (!losses.containsKey(loss)) {
            throw new IllegalArgumentException(
                "%s is switched on, but no group has %s domain; give one or set its coefficient to 0"
                    .formatted(
                        loss,
                        loss == Loss.DEMI_CYCLE || loss == Loss.CYCLE
                            ? "exactly one"
                            : "more than one"));
          }
          NDArray mean = mean(losses.get(loss));
          means.put(loss, mean);
          total = total.add(mean.mul(Losses.scalar(mean, weights.of(loss))));
          on++;
        }
      }
      if (weights.combination() == Combination.MEAN) {
        total = total.div(Losses.scalar(total, on));
      }
      Map<String, NDArray> parts = new LinkedHashMap<>();
      details.forEach((name, values) -> parts.put(name, mean(values)));
      return new Terms(total, means, parts);
    }

    private NDArray mean(List<NDArray> values) {
      NDArray sum = values.get(0);
      for (NDArray value : values.subList(1, values.size())) {
        sum = sum.add(value);
      }
      return values.size() == 1 ? sum : sum.div(Losses.scalar(sum, values.size()));
    }
  }

  static String name(Loss loss) {
    return loss.name().toLowerCase(Locale.ROOT);
  }
}
