/**
 * The body domain: what the arm feels of its own hand, and its latent. Table frame, metres,
 * radians. Pure values, any thread.
 */
package dev.cobot.brain.body;
