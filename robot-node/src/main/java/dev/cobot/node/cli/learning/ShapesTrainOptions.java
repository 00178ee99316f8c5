package dev.cobot.node.cli.learning;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.study.caption.TextModule;
import dev.cobot.brain.study.shapes.RawAttributes;
import dev.cobot.brain.study.shapes.ShapesDomain;
import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.study.shapes.ShapesWorkspaceTraining;
import dev.cobot.brain.study.shapes.VaeModule;
import dev.cobot.sim2real.shapes.DomainProportions;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@code cobot train shapes-workspace}. */
final class ShapesTrainOptions {
  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "shapes-workspace: training scenes whose domains are all known together, drawn")
  private Integer pairs;

  @Option(
      names = "--split",
      paramLabel = "GROUPS",
      description =
          "shapes-workspace: instead of --pairs, the data set's own file of groups, for example"
              + " attr:1.0,v:1.0,attr+v:0.01")
  private String split;

  @Option(
      names = "--split-seed",
      defaultValue = "0",
      description = "shapes-workspace: the seed in that file's name (default ${DEFAULT-VALUE})")
  private long splitSeed;

  @Option(
      names = "--split-size",
      paramLabel = "N",
      description = "shapes-workspace: the size in that file's name (default: training scenes)")
  private Integer splitSize;

  /** Frozen modules, in the order of a configuration's domains. */
  record Modules(List<ShapesModule> all) implements AutoCloseable {
    @Override
    public void close() {
      all.forEach(ShapesModule::close);
    }
  }

  static Modules open(
      Path models,
      List<ShapesDomain> domains,
      ShapesWorkspaceConfig.Attributes kind,
      InferenceDevice device) {
    List<ShapesModule> open = new ArrayList<>();
    try {
      for (ShapesDomain domain : domains) {
        open.add(open(models, domain, kind, device));
      }
      return new Modules(open);
    } catch (RuntimeException e) {
      open.forEach(ShapesModule::close);
      throw e;
    }
  }

  private static ShapesModule open(
      Path models,
      ShapesDomain domain,
      ShapesWorkspaceConfig.Attributes kind,
      InferenceDevice device) {
    Path folder = released(models, domain.moduleName());
    return switch (domain) {
      case VISION -> VaeModule.open(folder, domain.moduleName(), device);
      case ATTRIBUTES ->
          kind == ShapesWorkspaceConfig.Attributes.RAW
              ? new RawAttributes()
              : VaeModule.open(folder, domain.moduleName(), device);
      case TEXT -> TextModule.open(folder, device);
    };
  }

  /** A training's output holds its release in {@code model}. */
  private static Path released(Path models, String part) {
    Path trained = models.resolve(part).resolve("model");
    return Files.isDirectory(trained) ? trained : models.resolve(part);
  }

  ShapesWorkspaceTraining.Pairs pairs(SimpleShapes set, List<ShapesDomain> domains)
      throws IOException {
    if ((pairs == null) == (split == null)) {
      throw new IllegalArgumentException(
          "train shapes-workspace needs either --pairs N or --split GROUPS");
    }
    if (pairs != null) {
      return ShapesWorkspaceTraining.Pairs.drawn(pairs, domains);
    }
    ShapesPart training = set.part(ShapeSplit.TRAIN);
    return ShapesWorkspaceTraining.Pairs.given(
        training.pairs(
            DomainProportions.parse(split),
            splitSeed,
            splitSize == null ? training.size() : splitSize),
        domains);
  }
}
