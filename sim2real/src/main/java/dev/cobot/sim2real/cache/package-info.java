/**
 * Files of jars that must lie on the disk to be used, native libraries above all: unpacked once,
 * found there by every later process. May be called from any thread.
 */
package dev.cobot.sim2real.cache;
