/**
 * What is believed about the objects on the table, over time: tracks with permanence behind the arm
 * and in the hand. Table frame, metres, radians, nanoseconds of the clock in use. Not thread-safe:
 * one owner.
 */
package dev.cobot.brain.belief;
