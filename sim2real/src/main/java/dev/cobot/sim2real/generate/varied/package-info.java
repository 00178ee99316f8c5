/**
 * Tables that differ in everything: bodies of many shapes, things of no kind, arms, rooms, lamps,
 * cameras and sensors, drawn within ranges that a YAML file can change. What a network learns on
 * them must not be the look of one world.
 *
 * <p>No physics: things are put where they could rest. Lengths in metres, table frame.
 */
package dev.cobot.sim2real.generate.varied;
