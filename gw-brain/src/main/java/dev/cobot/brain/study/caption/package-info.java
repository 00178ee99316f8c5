/**
 * The text domain of Simple Shapes: captions to a latent and back.
 *
 * <p>Two encoders, one decoder. {@code WORDS} reads the words of a vocabulary that is learned from
 * the training captions; {@code MINILM} pools the frozen token vectors of the sentence encoder that
 * the language domain uses. Both give the mean and log variance of a latent; a gated recurrent
 * network says the caption word by word. Words are numbered; 0 is padding.
 *
 * <p>Captions come from outside: their length in characters and words is limited, and a word that
 * the vocabulary has not is read as "unknown". One training at a time per JVM; a module serves one
 * caller at a time.
 */
package dev.cobot.brain.study.caption;
