/**
 * The language domain: command text to token embeddings (a frozen sentence encoder) to the meaning
 * of a command.
 *
 * <p>Text is limited in length before anything reads it. Encoders are not thread-safe: one owner
 * each.
 */
package dev.cobot.brain.language;
