import { createApp } from 'vue';
import '../base.css';
import { useTheme } from '../useTheme.ts';
import GalleryPage from './GalleryPage.vue';

useTheme();
createApp(GalleryPage).mount('#app');
