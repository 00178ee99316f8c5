/** The recogniser: CMU Sphinx 4 and its model of American English. One thread an object. */
package dev.cobot.node.speech.sphinx;
