/**
 * Training of the tabletop workspace over its frozen domains. One thread; arrays of the training
 * engine do not leave the package.
 */
package dev.cobot.brain.train;
