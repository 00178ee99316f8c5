/**
 * What unlabelled and few labelled pictures of another place can teach a reader that was trained
 * elsewhere, through a workspace and without one.
 */
package dev.cobot.brain.study.transfer;
