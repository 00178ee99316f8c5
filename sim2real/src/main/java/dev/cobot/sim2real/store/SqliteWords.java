package dev.cobot.sim2real.store;

/**
 * How the errors of a kind of file speak of it.
 *
 * @param noun what it is, such as {@code store of sessions}
 * @param user who may hold it, such as {@code runtime}
 * @param option what names it, such as {@code --store}
 * @param damage what to do about a damaged one, to stand behind a semicolon
 */
public record SqliteWords(String noun, String user, String option, String damage) {}
