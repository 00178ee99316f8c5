package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.LostGrasps;
import dev.cobot.action.evaluate.Meant;
import dev.cobot.action.evaluate.TaskSummary;
import dev.cobot.action.skill.Outcome;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.config.Suites;
import dev.cobot.node.rollout.ExpertEvaluation;
import dev.cobot.node.rollout.Films;
import dev.cobot.node.rollout.Films.Film;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalReportTest {
  @TempDir private Path folder;

  /** What the page links to is there; of two successes the first is filmed. */
  @Test
  void aReportShowsRatesAndLinksOneFilmOfEachEnd() throws Exception {
    TaskSuite suite = Suites.load("rat7");
    World world = Suites.world(suite);
    List<TaskSuite.Task> tasks = List.of(suite.task("T4"));
    Films films = Films.ofEachEnd(folder.resolve("films"));
    List<EpisodeResult> results;
    try (Progress progress = new Progress("rollouts", 2)) {
      results =
          new ExpertEvaluation(suite, world, false)
              .run(tasks, 2, 1, Crew.here("expert", 2), films, progress);
    }
    assertEquals(List.of("T4-00001-success"), films.kept().stream().map(Film::name).toList());
    assertFalse(Files.exists(folder.resolve("films/T4-00002-success.gif")));

    EpisodeResult failed =
        new EpisodeResult(
            "T4",
            3,
            "take \"it\" <now> & go",
            false,
            "spilled",
            Outcome.Kind.FAILED,
            "it fell",
            "",
            false,
            0,
            0,
            3,
            LostGrasps.NONE,
            true,
            Meant.NOTHING);
    for (String ending : List.of(".gif", ".png")) {
      Files.copy(
          folder.resolve("films/T4-00001-success" + ending),
          folder.resolve("films/T4-00003-spilled" + ending));
    }
    List<EpisodeResult> all = List.of(results.get(0), results.get(1), failed);
    List<Film> shown = List.of(films.kept().get(0), new Film("T4-00003-spilled", 2, failed));
    List<TaskSummary> summaries = List.of(TaskSummary.of("T4", all));
    EvalReport.write("rat7, split G0", Map.of("policy", "expert"), tasks, summaries, shown, folder);

    String page = Files.readString(folder.resolve("report.html"));
    assertTrue(page.contains("policy: expert"), page);
    assertTrue(page.contains(">66.7 %</td><td class=\"number\">3</td>"), page);
    assertTrue(page.contains("20.8 .. 93.9 %"), page);
    assertTrue(page.contains("spilled</a> 1"), page);
    assertTrue(page.contains("take &quot;it&quot; &lt;now&gt; &amp; go"), page);
    Matcher link = Pattern.compile("(?:href|src)=\"([^\"]+)\"").matcher(page);
    int links = 0;
    for (; link.find(); links++) {
      assertTrue(Files.isRegularFile(folder.resolve(link.group(1))), link.group(1));
    }
    assertEquals(5, links);
    Matcher plot = Pattern.compile("<svg.*</svg>", Pattern.DOTALL).matcher(page);
    assertTrue(plot.find());
    int bars =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(plot.group().getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("rect")
            .getLength();
    assertEquals(1, bars);
  }
}
