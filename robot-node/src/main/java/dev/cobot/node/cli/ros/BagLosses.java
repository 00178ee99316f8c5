package dev.cobot.node.cli.ros;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.ros.bag.BagInfo;
import dev.cobot.ros.bag.UnreadMessages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Tells what of a bag does not come along, so that nothing is lost without a word. */
final class BagLosses {
  private BagLosses() {}

  /** Tells what is not read, and where reading ended early. */
  static void tell(PrintWriter err, BagInfo info) {
    info.unread().forEach(unread -> err.println("cobot: " + unread.text()));
    if (!info.damage().isEmpty()) {
      err.println("cobot: " + info.file() + " is not whole: " + info.damage());
    }
  }

  /** Tells what messages, which alone are copied, leave behind. */
  static void tellBesideMessages(PrintWriter err, BagInfo info, boolean withMetadata) {
    if (info.attachments() > 0) {
      err.println("cobot: not copied: attachments, " + info.attachments());
    }
    if (!withMetadata && !info.metadata().isEmpty()) {
      err.println("cobot: not copied: metadata " + String.join(", ", info.metadata().keySet()));
    }
  }

  /** Refuses a bag that has messages, of which none can be read. */
  static void refuseUnreadable(Path file, List<UnreadMessages> unread, long readable) {
    if (readable == 0 && !unread.isEmpty()) {
      throw new CliException(
          ExitCode.CONFIGURATION,
          file
              + " has no message that can be read; "
              + unread.stream().map(UnreadMessages::text).collect(Collectors.joining("; ")));
    }
  }
}
