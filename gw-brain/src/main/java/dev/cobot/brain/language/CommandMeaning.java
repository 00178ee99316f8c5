package dev.cobot.brain.language;

/**
 * The meaning of one command.
 *
 * @param target what to act on; {@link Reference#NONE} for {@link Intent#OTHER}
 * @param destination where to put it; {@link Reference#NONE} unless the intent is {@link
 *     Intent#PLACE_IN}
 */
public record CommandMeaning(Intent intent, Reference target, Reference destination) {}
