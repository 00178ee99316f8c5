package dev.cobot.sim2real.shapes;

/**
 * A caption.
 *
 * @param facts what it states
 * @param structure which sentence structure it has: the template and the order of its groups
 */
record Caption(String text, CaptionFacts facts, int structure) {}
