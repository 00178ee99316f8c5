package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.bag.BagCompression;
import dev.cobot.ros.bag.BagConversion;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagInfo;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagQuery;
import dev.cobot.ros.bag.BagReader;
import dev.cobot.ros.bag.BagWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot ros bag convert}. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Copies a bag into another format, compression, or its topics in part.")
final class BagConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "The bag.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The new one, .bag or .mcap.")
  private Path out;

  @Option(
      names = "--compression",
      paramLabel = "KIND",
      defaultValue = "none",
      description = "none, lz4, bz2 (.bag), zstd (.mcap); default: ${DEFAULT-VALUE}.")
  private BagCompression compression;

  @Option(
      names = "--topics",
      paramLabel = "TOPIC",
      split = ",",
      description = "These alone (default: all).")
  private List<String> topics = List.of();

  @Override
  public Integer call() throws IOException {
    BagOptions options = BagOptions.of(BagFormat.ofName(out)).compressed(compression);
    PrintWriter err = spec.commandLine().getErr();
    try (BagReader reader = BagReader.open(in)) {
      BagInfo info = reader.info();
      BagLosses.refuseUnreadable(in, info.unread(), info.messages());
      boolean withMetadata = options.format() == BagFormat.MCAP;
      for (Map.Entry<String, Map<String, String>> entry : info.metadata().entrySet()) {
        options = withMetadata ? options.metadata(entry.getKey(), entry.getValue()) : options;
      }
      try (BagWriter writer = BagWriter.create(out, options)) {
        BagQuery query = BagQuery.all().topics(topics.toArray(new String[0]));
        long messages = BagConversion.copy(reader, query, writer);
        spec.commandLine().getOut().println(messages + " messages");
      }
      BagLosses.tell(err, info);
      BagLosses.tellBesideMessages(err, info, withMetadata);
    }
    return ExitCode.DONE;
  }
}
