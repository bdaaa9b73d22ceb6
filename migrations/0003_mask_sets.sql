CREATE TABLE `mask_sets` (
	`image_version_id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image_version_id`) REFERENCES `image_versions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mask_sets_key_unique` ON `mask_sets` (`key`);