package dev.cobot.brain.objective;

import ai.djl.ndarray.NDArray;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objective.LossWeights.Combination;
import dev.cobot.brain.objective.LossWeights.Compared;
import dev.cobot.brain.objective.LossWeights.Loss;
import dev.cobot.brain.workspace.DomainSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
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
 * A group is a set of domains with rows that belong together. The means are weighted where {@link
 * LossParts} says so. Each network runs at most twice a step, on the rows of all losses together;
 * an array that is in several groups is encoded once.
 */
public final class WorkspaceObjective {
  private final TrainableWorkspace workspace;
  private final Map<String, Domain> domains = new LinkedHashMap<>();
  private final LossWeights weights;
  private final Selection selection;
  private final LossParts parts;

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

  /** With every part of a loss alike. */
  public WorkspaceObjective(
      TrainableWorkspace workspace,
      List<Domain> domains,
      LossWeights weights,
      Selection selection) {
    this(workspace, domains, weights, selection, LossParts.ALL);
  }

  /**
   * @param domains one for each domain of the workspace
   * @param selection the weights of the fused loss
   * @param parts what each loss is the mean of
   */
  public WorkspaceObjective(
      TrainableWorkspace workspace,
      List<Domain> domains,
      LossWeights weights,
      Selection selection,
      LossParts parts) {
    this.workspace = workspace;
    this.weights = weights;
    this.selection = selection;
    this.parts = parts;
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
    parts.requireOf(List.copyOf(this.domains.keySet()));
  }

  /** A domain's rows on their way through the losses. */
  private static final class Side {
    private final String domain;
    private final NDArray data;
    private final NDArray latents;
    private final int encoding;
    private NDArray encoded;
    private NDArray state;

    Side(String domain, NDArray data, NDArray latents, int encoding) {
      this.domain = domain;
      this.data = data;
      this.latents = latents;
      this.encoding = encoding;
    }
  }

  /** Something decoded that an error is due for, and what its state was made of. */
  private record Due(Loss loss, String part, Side to, int decoding, List<Side> from) {}

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
    dues.forEach(due -> collected.add(due, decodings));
    closeCycles(scope, halves, decodings, collected);
    return collected.terms(scope);
  }

  /** Returns rows that are known together as the groups that every loss can stand on. */
  public static List<Map<String, NDArray>> completed(Map<String, NDArray> pairs) {
    List<Map<String, NDArray>> groups = new ArrayList<>();
    pairs.forEach((domain, rows) -> groups.add(Map.of(domain, rows)));
    groups.add(pairs);
    return groups;
  }

  private List<List<Side>> encode(StepScope scope, List<Map<String, NDArray>> groups) {
    Map<String, RowBatch> encodings = new LinkedHashMap<>();
    domains.keySet().forEach(d -> encodings.put(d, new RowBatch()));
    IdentityHashMap<NDArray, Side> known = new IdentityHashMap<>();
    List<List<Side>> sides = new ArrayList<>();
    for (Map<String, NDArray> group : groups) {
      List<Side> members = new ArrayList<>();
      // In the workspace's order, so that the order of a map does not change the sums.
      for (Domain domain : domains.values()) {
        String name = domain.spec().name();
        NDArray data = group.get(name);
        if (data != null) {
          Side side = known.get(data);
          if (side == null || !side.domain.equals(name)) {
            NDArray latents = domain.latents(scope, data);
            side = new Side(name, data, latents, encodings.get(name).add(latents));
            known.put(data, side);
          }
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
        if (side.encoded == null) {
          side.encoded = encodings.get(side.domain).get(side.encoding);
          side.state = side.encoded.tanh();
        }
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

  private boolean asks(Loss loss, String part) {
    return weights.has(loss) && parts.weight(part) > 0;
  }

  /** Demi-cycle and the first half of the cycles. */
  private void askAlone(
      Side side, Map<String, RowBatch> decodings, List<Due> dues, List<Half> halves) {
    String alone = LossParts.demiCycle(side.domain);
    if (asks(Loss.DEMI_CYCLE, alone)) {
      int decoding = decodings.get(side.domain).add(side.state);
      dues.add(new Due(Loss.DEMI_CYCLE, alone, side, decoding, List.of(side)));
    }
    for (String via : domains.keySet()) {
      if (!via.equals(side.domain) && asks(Loss.CYCLE, LossParts.cycle(side.domain, via))) {
        halves.add(new Half(side, via, decodings.get(via).add(side.state)));
      }
    }
  }

  /** Translations and fusions. */
  private void askTogether(
      StepScope scope, List<Side> group, Map<String, RowBatch> decodings, List<Due> dues) {
    for (Side from : group) {
      for (Side to : group) {
        String part = LossParts.translation(from.domain, to.domain);
        if (from != to && asks(Loss.TRANSLATION, part)) {
          int decoding = decodings.get(to.domain).add(from.state);
          dues.add(new Due(Loss.TRANSLATION, part, to, decoding, List.of(from)));
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
    List<Side> from = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      if ((set & 1 << i) != 0) {
        from.add(group.get(i));
      }
    }
    List<String> names = from.stream().map(side -> side.domain).toList();
    List<Side> asked =
        group.stream().filter(to -> asks(Loss.FUSED, LossParts.fused(names, to.domain))).toList();
    if (asked.isEmpty()) {
      return;
    }
    long rows = group.get(0).latents.getShape().get(0);
    NDArray alpha = selection.weights(scope, rows, from.size());
    NDArray state =
        TrainableWorkspace.fuse(from.stream().map(side -> side.encoded).toList(), alpha);
    for (Side to : asked) {
      int decoding = decodings.get(to.domain).add(state);
      dues.add(new Due(Loss.FUSED, LossParts.fused(names, to.domain), to, decoding, from));
    }
  }

  private void contrast(StepScope scope, List<Side> group, Collected collected) {
    for (int i = 0; i < group.size(); i++) {
      for (int j = i + 1; j < group.size(); j++) {
        Side a = group.get(i);
        Side b = group.get(j);
        String part = LossParts.contrastive(a.domain, b.domain);
        if (asks(Loss.CONTRASTIVE, part)) {
          collected.add(
              Loss.CONTRASTIVE,
              part,
              parts.contrast(part).loss(scope, compared(a), compared(b), weights.temperature()));
        }
      }
    }
  }

  private Contrast.Side compared(Side side) {
    return new Contrast.Side(
        weights.compared() == Compared.STATES ? side.state : side.encoded, side.data);
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
      Side home = half.from();
      int decoding = back.get(home.domain).add(again.get(half.via()).get(encoding[i]));
      String part = LossParts.cycle(home.domain, half.via());
      dues.add(new Due(Loss.CYCLE, part, home, decoding, List.of(home)));
    }
    back.forEach((d, rows) -> rows.run(z -> workspace.decode(scope, d, z)));
    dues.forEach(due -> collected.add(due, back));
  }

  /** A part of a loss, before its weight. */
  private record Part(NDArray value, double weight) {}

  /** Errors on their way to means. */
  private final class Collected {
    private final Map<Loss, List<Part>> losses = new EnumMap<>(Loss.class);
    private final Map<String, List<Part>> details = new LinkedHashMap<>();

    void add(Due due, Map<String, RowBatch> decodings) {
      Side to = due.to();
      Map<String, NDArray> from = new LinkedHashMap<>();
      due.from().forEach(side -> from.put(side.domain, side.data));
      NDArray decoded = decodings.get(to.domain).get(due.decoding());
      NDArray error = domains.get(to.domain).error(decoded, to.latents, from).mean();
      add(due.loss(), due.part(), error);
    }

    void add(Loss loss, String part, NDArray value) {
      losses.computeIfAbsent(loss, l -> new ArrayList<>()).add(new Part(value, parts.weight(part)));
      details.computeIfAbsent(part, p -> new ArrayList<>()).add(new Part(value, 1));
    }

    Terms terms(StepScope scope) {
      Map<Loss, NDArray> means = new EnumMap<>(Loss.class);
      NDArray total = scope.manager().create(0f);
      int on = 0;
      for (Loss loss : Loss.values()) {
        if (weights.has(loss)) {
          if (!losses.containsKey(loss)) {
            throw new IllegalArgumentException(
                "%s is switched on, but no group has %s domain of a part that is asked; give one or set its coefficient to 0"
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
      Map<String, NDArray> byName = new LinkedHashMap<>();
      details.forEach((name, values) -> byName.put(name, mean(values)));
      return new Terms(total, means, byName);
    }

    private NDArray mean(List<Part> values) {
      NDArray sum = null;
      double weight = 0;
      for (Part part : values) {
        NDArray value =
            part.weight() == 1
                ? part.value()
                : part.value().mul(Losses.scalar(part.value(), part.weight()));
        sum = sum == null ? value : sum.add(value);
        weight += part.weight();
      }
      return weight == 1 ? sum : sum.div(Losses.scalar(sum, weight));
    }
  }

  static String name(Loss loss) {
    return loss.name().toLowerCase(Locale.ROOT);
  }
}
