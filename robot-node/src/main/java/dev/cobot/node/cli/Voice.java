package dev.cobot.node.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Tells a person something: prints it, and speaks it where {@code espeak-ng} is installed. */
final class Voice {
  private static final int LONGEST_SECONDS = 30;
  private static final int LONGEST_TEXT = 400;

  private final PrintWriter out;
  private boolean isMute;

  Voice(PrintWriter out, boolean isMute) {
    this.out = out;
    this.isMute = isMute;
  }

  PrintWriter out() {
    return out;
  }

  void print(String text) {
    out.println(text);
    out.flush();
  }

  /** Prints a text and waits until it is spoken. */
  void tell(String text) {
    print(text);
    speak(text);
  }

  /** Speaks a text and waits until it is spoken, thirty seconds at most. */
  void speak(String text) {
    if (isMute) {
      return;
    }
    try {
      Process process =
          new ProcessBuilder("espeak-ng", "-v", "en", "--stdin")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        String said = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        in.write(said.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      isMute = true; // Not installed, or it takes nothing: what is told is printed all the same.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
