/** The list of all skills, above their folders, so that no skill knows another. */
package dev.cobot.action.skill.catalog;
