/**
 * An object as a workspace state with memory: what cameras, touch and words say of it is fused with
 * what the last state lets expect. Table frame, metres, radians; rows are float32, row-major.
 * Networks only: no engine, no threads, no state of its own.
 */
package dev.cobot.brain.objectfile;
