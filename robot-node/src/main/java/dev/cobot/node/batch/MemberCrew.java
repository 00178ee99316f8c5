package dev.cobot.node.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Does pieces for another process. Standard input has the number of a piece in a line; the answer
 * on standard output is {@code piece NUMBER done TEXT} or {@code piece NUMBER failed REASON}. When
 * standard input ends, whoever asks is gone, and this process ends in the middle of its piece.
 */
public final class MemberCrew implements Crew {
  private final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
  private final PrintStream answers;

  private MemberCrew(PrintStream answers) {
    this.answers = answers;
  }

  /** Begins to listen at standard input. */
  public static MemberCrew ofThisProcess() {
    MemberCrew crew = new MemberCrew(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    Thread listener = new Thread(() -> crew.listen(System.in), "pieces");
    listener.setDaemon(true);
    listener.start();
    return crew;
  }

  private void listen(InputStream from) {
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(from, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        asked.add(Integer.valueOf(line));
      }
    } catch (IOException | NumberFormatException e) {
      System.exit(1);
    }
    System.exit(0);
  }

  @Override
  public boolean isMember() {
    return true;
  }

  /** Does whatever pieces are asked for, on this thread, and does not return but by a failure. */
  @Override
  public void run(int[] pieces, Supplier<? extends Hand> hands, Elsewhere elsewhere)
      throws IOException, InterruptedException {
    int piece = asked.take();
    try (Hand hand = hands.get()) {
      while (true) {
        hand.work(piece);
        answers.println("piece " + piece + " done " + hand.told());
        piece = asked.take();
      }
    } catch (IOException | RuntimeException | Error e) {
      String reason = e instanceof IOException && e.getMessage() != null ? e.getMessage() : e + "";
      answers.println("piece " + piece + " failed " + reason.replace('\n', ' '));
      throw e;
    }
  }
}
