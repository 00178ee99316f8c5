package dev.cobot.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeRecorder;
import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.Skills;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.action.train.PolicyTraining;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.hearing.HearingTraining;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.LanguageTraining;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.app.RuntimeConfig;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.Command;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows the recipes of .github/ADDING.md, and the tutorial of a skill, to the letter. */
class AddingTest {
  // A block of the text with the name of the file that it is, or is a part of.
  private static final Pattern BLOCK =
      Pattern.compile("```\\w+ (\\S+/\\S+)\\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  /** Returns the blocks of a section by the file that each of them is. */
  private static Map<String, String> recipe(String title) throws Exception {
    return blocks(section(Files.readString(ProjectHome.resolve(".github/ADDING.md")), title));
  }

  private static String section(String text, String title) {
    int from = text.indexOf("\n## " + title + "\n");
    assertTrue(from >= 0, "there is no section '" + title + "'");
    int to = text.indexOf("\n## ", from + 1);
    return text.substring(from, to < 0 ? text.length() : to);
  }

  private static Map<String, String> blocks(String text) {
    Matcher blocks = BLOCK.matcher(text);
    Map<String, String> files = new TreeMap<>();
    while (blocks.find()) {
      files.put(blocks.group(1), blocks.group(2));
    }
    return files;
  }

  private static String folderOf(String file) {
    return file.substring(0, file.lastIndexOf('/'));
  }

  /** Compiles sources by their file names; returns the folder of the classes. */
  private Path compile(Map<String, String> sources) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path")));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    arguments.addAll(List.of("-d", classes.toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve("sources").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertEquals(0, compiler.run(null, null, null, arguments.toArray(String[]::new)));
    return classes;
  }

  private static Map<String, String> java(Map<String, String> files) {
    Map<String, String> sources = new TreeMap<>(files);
    sources.keySet().removeIf(file -> !file.endsWith(".java"));
    return sources;
  }

  @Test
  void aSkillIsAFolderAndASuite() throws Exception {
    Map<String, String> recipe =
        blocks(Files.readString(ProjectHome.resolve("launch/tutorials/own-skill.md")));
    Map<String, String> sources = java(recipe);
    assertEquals(
        Set.of("action-transformer/src/main/java/dev/cobot/action/skill/pointat"),
        Set.copyOf(sources.keySet().stream().map(AddingTest::folderOf).toList()));
    assertEquals(sources.size() + 1, recipe.size(), "one suite beside the folder");
    Path suiteFile = folder.resolve("worlds/suites/pointing.yaml");
    Files.createDirectories(suiteFile.getParent());
    Files.writeString(suiteFile, recipe.get("worlds/suites/pointing.yaml"));
    TaskSuite suite = TaskSuite.load(suiteFile);
    World world = World.load(ProjectHome.resolve("worlds").resolve(suite.world()));

    URL[] classes = {compile(sources).toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      Skill pointAt =
          (Skill)
              loader
                  .loadClass("dev.cobot.action.skill.pointat.PointAt")
                  .getDeclaredConstructor()
                  .newInstance();
      List<Skill> all = new ArrayList<>(SkillCatalog.ALL.all());
      all.add(pointAt);
      Skills skills = new Skills(all);
      EpisodeSet shown = record(suite, world, skills);
      assertEquals(
          List.of(new TrainedSkill("point_at", Map.of(Role.TARGET, Set.of(ObjectKind.CUP)))),
          shown.skills());
      hear(skills);
      learn(shown);
    }
  }

  private EpisodeSet record(TaskSuite suite, World world, Skills skills) throws Exception {
    GateLimits gate = ProfileReader.shipped().gate();
    EpisodeRecorder recorder =
        new EpisodeRecorder(world, skills, () -> SafetyGate.of(gate, world.robot()));
    TaskScenes scenes = new TaskScenes(suite, world);
    List<Episode> episodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SeedStreams seeds = new SeedStreams(suite.seeds().training().at(1, i));
      Episode episode = recorder.record(scenes.draw(suite.task("P1"), seeds), seeds);
      assertTrue(episode.success(), episode.prompt() + ": " + episode.failure());
      episodes.add(episode);
    }
    EpisodeSet.writeShard(folder.resolve("demos"), 0, episodes);
    return EpisodeSet.load(folder.resolve("demos"));
  }

  private TrainingJob job(String name) {
    return new TrainingJob(
        1, folder.resolve(name), false, InferenceDevice.CPU, TrainingListener.SILENT);
  }

  private void hear(Skills skills) throws Exception {
    LanguageTraining.train(
        skills.wordings(), new LanguageTraining.Config(60, 8, 3, 8, 1e-3, 1e-2), job("language"));
    HearingTraining.train(
        "en",
        skills.wordings(),
        new HearingTraining.Config(80, 8, 10, 0.2, 3, 8, 1e-3, 1e-2),
        job("heard"));
    // As the command lays it out: a model folder for each language.
    Files.createDirectories(folder.resolve("hearing"));
    Files.move(folder.resolve("heard/model"), folder.resolve("hearing/en"));
    assertTrue(
        ModelFolder.open(folder.resolve("hearing/en"))
            .card()
            .architecture()
            .path("intents")
            .toString()
            .contains("point_at"));
    BrainModels brain = ReleasedModels.brain();
    BrainModels retrained =
        new BrainModels(
            brain.vision(),
            folder.resolve("language/model"),
            folder.resolve("hearing"),
            brain.workspace());
    try (LanguageDomain language = retrained.openLanguage(InferenceDevice.CPU)) {
      assertTrue(
          language.skills().stream().map(SkillRoles::skill).toList().contains("point_at"),
          language.skills().toString());
    }
    retrained.openHearing(InferenceDevice.CPU).close();
  }

  private void learn(EpisodeSet shown) throws Exception {
    BrainModels brain = ReleasedModels.brain();
    try (GlobalWorkspace workspace = WorkspaceFolder.open(brain.workspace(), InferenceDevice.CPU);
        LanguageDomain language = brain.openLanguage(InferenceDevice.CPU)) {
      PolicyTraining.train(
          workspace,
          language::read,
          brain.policyStandsOn(),
          shown,
          Optional.empty(),
          new PolicyTraining.Config(16, 1, 2, 3, 8, 1e-3, 1e-4, 0.2, 0.05),
          job("policy"));
    }
    ModelFolder model = ModelFolder.open(folder.resolve("policy/model"));
    assertTrue(model.card().architecture().path("skills").toString().contains("point_at"));
    try (ActionPolicy policy =
        ActionPolicy.open(
            folder.resolve("policy/model"), brain.policyStandsOn(), InferenceDevice.CPU)) {
      assertTrue(policy.skill("point_at").isPresent());
      assertFalse(policy.skill("place_in").isPresent());
    }
  }

  /** What a kind touches, seen with the catalogue of the recipe in place of the project's. */
  private static final String PROBE =
      """
      import dev.cobot.brain.attribute.AttributeDomain;
      import dev.cobot.brain.network.InferenceDevice;
      import dev.cobot.node.config.ReleasedModels;
      import dev.cobot.sim2real.scene.ObjectKind;
      import dev.cobot.sim2real.world.World;
      import java.nio.file.Path;

      public final class Probe {
        public static String see(String world) throws Exception {
          ObjectKind kind = ObjectKind.of("screwdriver");
          String size = World.load(Path.of(world)).objectModel(kind).sizeMeters().toString();
          String refused;
          try {
            ReleasedModels.brain().openLanguage(InferenceDevice.CPU).close();
            refused = "opened";
          } catch (RuntimeException e) {
            refused = e.getMessage();
          }
          return AttributeDomain.LATENT_WIDTH + "|" + size + "|" + refused;
        }
      }
      """;

  @Test
  void aKindIsAnEntryAndAModelFolder() throws Exception {
    Map<String, String> recipe = recipe("A kind of object");
    String catalogue = "sim2real/src/main/java/dev/cobot/sim2real/scene/ObjectKind.java";
    assertEquals(
        Set.of(folderOf(catalogue), "worlds/models/screwdriver"),
        Set.copyOf(recipe.keySet().stream().map(AddingTest::folderOf).toList()));
    String before = Files.readString(ProjectHome.resolve(catalogue));
    Matcher last = Pattern.compile("(?m)^(  TABLE\\(.*\\));$").matcher(before);
    assertTrue(last.find(), "the catalogue ends with the table");
    String after =
        last.replaceFirst(Matcher.quoteReplacement(last.group(1) + ",\n" + recipe.get(catalogue)));
    Path world = folder.resolve("worlds/cell.world");
    for (String file : recipe.keySet()) {
      if (file.startsWith("worlds/")) {
        Path copy = folder.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, recipe.get(file));
      }
    }
    Files.copy(ProjectHome.resolve("worlds/factory_table.world"), world);

    Path classes = compile(Map.of("ObjectKind.java", after, "Probe.java", PROBE));
    List<URL> path = new ArrayList<>(List.of(classes.toUri().toURL()));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(Path.of(entry).toUri().toURL());
    }
    // Everything is loaded anew, so that each width is counted on the catalogue of the recipe.
    try (URLClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      String seen =
          (String)
              loader
                  .loadClass("Probe")
                  .getMethod("see", String.class)
                  .invoke(null, world.toString());
      String[] parts = seen.split("\\|", 3);
      assertEquals("" + (AttributeDomain.LATENT_WIDTH + 1), parts[0]);
      assertTrue(parts[1].contains("0.18"), parts[1]);
      assertTrue(parts[2].contains("SCREWDRIVER") && parts[2].contains("train"), parts[2]);
    }
  }

  @Test
  void aListenerIsAPackage() throws Exception {
    Map<String, String> recipe = recipe("A listener");
    assertEquals(
        Set.of("robot-node/src/main/java/dev/cobot/node/ledger"),
        Set.copyOf(recipe.keySet().stream().map(AddingTest::folderOf).toList()));
    URL[] classes = {compile(recipe).toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      Class<?> type = loader.loadClass("dev.cobot.node.ledger.Ledger");
      CellListener ledger = (CellListener) type.getDeclaredConstructor().newInstance();
      Profile profile = ProfileReader.shipped();
      try (CobotRuntime runtime =
          CobotRuntime.start(
              new RuntimeConfig(
                  profile,
                  ProjectHome.resolve(profile.world()),
                  null,
                  0,
                  List.of(),
                  List.of(ledger)))) {
        assertTrue(runtime.node().awaitCell(60).isEmpty());
        runtime.node().submit(Command.of("tell me a joke")).get(120, TimeUnit.SECONDS);
      }
      List<?> lines = (List<?>) type.getMethod("lines").invoke(ledger);
      assertTrue(lines.contains("Accepted") && lines.contains("Health"), lines.toString());
      assertTrue(
          lines.stream().anyMatch(line -> line.toString().startsWith("tell me a joke: ")),
          lines.toString());
    }
  }
}
