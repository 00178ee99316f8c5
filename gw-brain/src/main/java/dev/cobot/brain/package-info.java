/**
 * The Global Workspace: language, vision, attribute and body domains around one shared latent, the
 * attention that chooses what enters, and the attributes that are read from it.
 */
package dev.cobot.brain;
