/**
 * Measures an object's file (dev.cobot.brain.objectfile) against the belief rules, on simulated
 * tracks: {@code cobot eval study object-files}. Table frame, metres, radians; one tick is 0.1 s.
 */
package dev.cobot.brain.study.objectfile;
