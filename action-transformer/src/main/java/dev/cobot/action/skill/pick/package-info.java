/** The skill of lifting an object off what it stands on or lies in. */
package dev.cobot.action.skill.pick;
