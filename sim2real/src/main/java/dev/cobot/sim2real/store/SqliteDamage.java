package dev.cobot.sim2real.store;

import java.io.IOException;

/** A file is no SQLite file, or not a whole one; it is left as it is. */
public final class SqliteDamage extends IOException {
  private static final long serialVersionUID = 1;

  SqliteDamage(String sentence, Exception cause) {
    super(sentence, cause);
  }
}
