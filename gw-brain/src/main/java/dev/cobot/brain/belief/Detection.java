package dev.cobot.brain.belief;

import dev.cobot.sim2real.scene.ObjectAttributes;

/**
 * An object as one picture shows it.
 *
 * @param attributes its attributes; the id is not used
 * @param encoding what its domain sends to the workspace; owned by the detection
 */
public record Detection(ObjectAttributes attributes, float[] encoding) {}
