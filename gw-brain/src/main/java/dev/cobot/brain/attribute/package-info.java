/**
 * The attribute domain: kind, position, yaw, colour and size of an object as a vector, and back
 * with uncertainty. Table frame, metres, radians, sRGB in [0, 1]. Pure functions, any thread.
 */
package dev.cobot.brain.attribute;
