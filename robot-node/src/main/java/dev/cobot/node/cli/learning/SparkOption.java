package dev.cobot.node.cli.learning;

import dev.cobot.node.batch.Crew;
import dev.cobot.node.batch.MemberCrew;
import dev.cobot.node.batch.SparkCrew;
import dev.cobot.node.config.ProjectHome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --spark}: many machines in place of this one's threads. */
final class SparkOption {
  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "let Apache Spark spread the work, in place of this machine's threads: local[N], local[*]"
              + " or spark://HOST:PORT; what comes out is the same to the bit (the guide of"
              + " robot-node says what the machines need)")
  private String master;

  @Option(names = "--spark-member", hidden = true, description = "work for another process")
  private boolean isMember;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Returns whether the work is done by other processes, or this is one of them. */
  boolean isGiven() {
    return master != null;
  }

  /**
   * Returns who does the work.
   *
   * @param name of the threads on this machine
   * @param threads how many they are without Spark
   * @throws IOException if Spark was asked for and not built
   */
  Crew crew(String name, int threads) throws IOException {
    if (isMember) {
      return MemberCrew.ofThisProcess();
    }
    return isGiven()
        ? new SparkCrew(master, spec.qualifiedName(), ProjectHome.path(), member())
        : Crew.here(name, threads);
  }

  /** Returns this very call, as a member: the same Java and options, so the same bits. */
  private List<String> member() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
        .forEach(command::add);
    command.add("-Dcobot.terminal=false");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(spec.root().userObject().getClass().getName());
    command.addAll(spec.root().commandLine().getParseResult().originalArgs());
    command.add("--spark-member");
    return command;
  }
}
