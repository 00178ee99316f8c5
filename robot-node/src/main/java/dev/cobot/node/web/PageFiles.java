package dev.cobot.node.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What pages for browsers have in common: their files are the program's, and nothing else is. */
public final class PageFiles {
  private PageFiles() {}

  /**
   * Returns a file that stands beside a class, or elsewhere in the program with a path that begins
   * with a slash.
   *
   * @throws IllegalStateException when it is not in the program
   */
  public static byte[] read(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is not in the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Tells the browser to load nothing from elsewhere, to show the page in no other, and to keep
   * nothing.
   *
   * @param pictures where pictures may come from, in the words of a Content-Security-Policy
   */
  public static void protect(Context ctx, String pictures) {
    ctx.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
            + pictures
            + "; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cache-Control", "no-store");
  }
}
